//! What a delivery brings: how many of each kind of parcel, and what it weighs.

use super::words;
use crate::ui::Field;
use cabas_kernel::Grams;
use cabas_messages::{Lang, board};
use cabas_model::{FieldError, deliveries::PackageLine, organisations::PackageKindSummary};
use leptos::prelude::*;

/// One kind and how many of it.
#[derive(Clone)]
struct Kind {
    slug: String,
    name: String,
    count: RwSignal<String>,
}

/// The fields. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Goods {
    kinds: StoredValue<Vec<Kind>>,
    weight: RwSignal<String>,
}

impl Goods {
    /// The kinds that are on offer, and before them those that the delivery holds already, even if they no longer are.
    pub(super) fn of(lang: Lang, offered: &[PackageKindSummary], lines: &[PackageLine], weight: Option<Grams>) -> Self {
        let name = |slug: &str| offered.iter().find(|kind| kind.slug == slug).map(|kind| kind.name.clone());
        let held = lines.iter().map(|line| Kind {
            slug: line.slug.clone(),
            name: name(&line.slug).unwrap_or_else(|| line.slug.replace('-', " ")),
            count: RwSignal::new(line.quantity.to_string()),
        });
        let more = offered.iter().filter(|kind| kind.active && lines.iter().all(|line| line.slug != kind.slug));
        let more = more.map(|kind| Kind {
            slug: kind.slug.clone(),
            name: kind.name.clone(),
            count: RwSignal::new(String::new()),
        });
        Self {
            kinds: StoredValue::new(held.chain(more).collect()),
            weight: RwSignal::new(weight.map(|weight| words::kilograms(lang, weight, 3)).unwrap_or_default()),
        }
    }

    /// The lines that have a count, and the weight if one is written.
    pub(super) fn read(self) -> Result<(Vec<PackageLine>, Option<Grams>), Vec<FieldError>> {
        let (mut lines, mut faults) = (Vec::new(), Vec::new());
        self.kinds.with_value(|kinds| {
            for kind in kinds {
                match count(&kind.count.get_untracked()) {
                    Some(0) => {}
                    Some(quantity) => lines.push(PackageLine { slug: kind.slug.clone(), quantity }),
                    None => faults.push(FieldError::new(&pointer(&kind.slug), "quantity_invalid")),
                }
            }
        });
        let text = self.weight.get_untracked();
        let weight = match text.trim() {
            "" => None,
            text => Grams::from_kilograms(text)
                .map_err(|_| faults.push(FieldError::new("/weight_g", "weight_invalid")))
                .ok(),
        };
        if faults.is_empty() { Ok((lines, weight)) } else { Err(faults) }
    }

    pub(super) fn view(self, lang: Lang) -> AnyView {
        let fields: Vec<AnyView> = self.kinds.with_value(|kinds| {
            let field = |kind: &Kind| {
                let (name, count) = (kind.name.clone(), kind.count);
                view! { <Field pointer=pointer(&kind.slug) label=name optional=true inputmode="numeric" autocomplete="off" value=count/> }
                    .into_any()
            };
            kinds.iter().map(field).collect()
        });
        view! {
            <fieldset class="field">
                <legend>{board::goods(lang)}</legend>
                <div class="hours">
                    {fields}
                    <Field pointer="/weight_g" label=board::total_weight(lang) hint=board::total_weight_hint(lang) optional=true inputmode="decimal" autocomplete="off" value=self.weight/>
                </div>
            </fieldset>
        }
        .into_any()
    }
}

/// Where a fault of a kind is told. The API names lines by their place, which the fields do not have.
fn pointer(slug: &str) -> String {
    ["/packages/", slug].concat()
}

/// Nothing written is none; what is no number of parcels is nothing that can be read.
fn count(text: &str) -> Option<u16> {
    match text.trim() {
        "" => Some(0),
        text => text.parse().ok().filter(|count| *count <= 999),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabas_kernel::words::organisations::Storage;

    fn kind(slug: &str, active: bool) -> PackageKindSummary {
        PackageKindSummary {
            id: "0192f0c1-2b3c-7d4e-8f50-112233445566".parse().unwrap(),
            slug: slug.to_owned(),
            name: slug.to_uppercase(),
            weight_g: None,
            storage: Storage::default(),
            active,
            etag: String::new(),
        }
    }

    #[test]
    fn what_nobody_changed_is_read_as_it_was() {
        Owner::new().with(|| {
            let lines = [("sac-frais", 2), ("ancien", 1)];
            let lines = lines.map(|(slug, quantity)| PackageLine { slug: slug.to_owned(), quantity });
            let offered = [kind("panier", true), kind("sac-frais", true), kind("ancien", false), kind("autre", false)];
            let goods = Goods::of(Lang::Fr, &offered, &lines, Some(Grams(2_125)));
            assert_eq!(goods.read().unwrap(), (lines.to_vec(), Some(Grams(2_125))));
            let shown: Vec<String> = goods.kinds.with_value(|kinds| kinds.iter().map(|one| one.slug.clone()).collect());
            assert_eq!(shown, ["sac-frais", "ancien", "panier"], "only kinds on offer are added");
        });
    }

    #[test]
    fn nothing_and_nought_bring_nothing_and_words_are_told() {
        assert_eq!((count(" "), count("0"), count(" 3 ")), (Some(0), Some(0), Some(3)));
        assert_eq!((count("trois"), count("1000"), count("-1")), (None, None, None));
        Owner::new().with(|| {
            let goods = Goods::of(Lang::Fr, &[kind("panier", true)], &[], None);
            goods.kinds.with_value(|kinds| kinds[0].count.set("trois".to_owned()));
            goods.weight.set("lourd".to_owned());
            let told: Vec<String> = goods.read().unwrap_err().into_iter().map(|fault| fault.pointer).collect();
            assert_eq!(told, ["/packages/panier", "/weight_g"]);
        });
    }
}
