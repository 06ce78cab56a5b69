//! Households in words and shapes: states, diets, languages.

use crate::{
    i18n::{self, Lang},
    ui::Shape,
};
use cabas_kernel::words::deliveries::{DeliveryStatus, StopStatus};
use cabas_messages::recipients;
use cabas_model::recipients::{Allergen, Diet, DietBasisKind, ErasureReason, RecipientStatus};

/// Class, shape and word of a household's state.
pub(in crate::features) fn state(lang: Lang, status: RecipientStatus) -> (&'static str, Shape, &'static str) {
    match status {
        RecipientStatus::Pending => ("status", Shape::Ready, recipients::state_pending(lang)),
        RecipientStatus::Active => ("status status--done", Shape::Done, recipients::state_active(lang)),
        RecipientStatus::Paused => ("status status--out", Shape::Maybe, recipients::state_paused(lang)),
        RecipientStatus::Stopped => ("status status--quiet", Shape::Cancelled, recipients::state_stopped(lang)),
        RecipientStatus::Deceased => ("status status--quiet", Shape::No, recipients::state_deceased(lang)),
    }
}

/// Why a household is erased.
pub(in crate::features) fn erasure(lang: Lang, reason: ErasureReason) -> &'static str {
    match reason {
        ErasureReason::Asked => recipients::erase_asked(lang),
        ErasureReason::Over => recipients::erase_over(lang),
        ErasureReason::Mistake => recipients::erase_mistake(lang),
    }
}

/// A delivery's state as its last stop's: one shape and one word for both.
pub(super) const fn stop(status: DeliveryStatus) -> StopStatus {
    match status {
        DeliveryStatus::Draft => StopStatus::Draft,
        DeliveryStatus::Ready => StopStatus::Ready,
        DeliveryStatus::Assigned => StopStatus::Assigned,
        DeliveryStatus::Out => StopStatus::Out,
        DeliveryStatus::Delivered => StopStatus::Delivered,
        DeliveryStatus::LeftAtDoor => StopStatus::LeftAtDoor,
        DeliveryStatus::HandedToThirdParty => StopStatus::HandedToThirdParty,
        DeliveryStatus::Failed => StopStatus::Failed,
        DeliveryStatus::Cancelled => StopStatus::Cancelled,
    }
}

/// By whose word a diet is kept.
pub(in crate::features) fn basis(lang: Lang, kind: DietBasisKind) -> &'static str {
    match kind {
        DietBasisKind::Consent => recipients::basis_consent(lang),
        DietBasisKind::Request => recipients::basis_request(lang),
    }
}

pub(in crate::features) fn diet(lang: Lang, diet: Diet) -> &'static str {
    match diet {
        Diet::NoPork => recipients::diet_no_pork(lang),
        Diet::NoMeat => recipients::diet_no_meat(lang),
        Diet::NoFish => recipients::diet_no_fish(lang),
        Diet::Vegan => recipients::diet_vegan(lang),
        Diet::Halal => recipients::diet_halal(lang),
        Diet::Kosher => recipients::diet_kosher(lang),
        Diet::NoGluten => recipients::diet_no_gluten(lang),
        Diet::NoLactose => recipients::diet_no_lactose(lang),
        Diet::NoSugar => recipients::diet_no_sugar(lang),
        Diet::NoSalt => recipients::diet_no_salt(lang),
        Diet::SoftFood => recipients::diet_soft_food(lang),
        Diet::NoCooking => recipients::diet_no_cooking(lang),
        Diet::BabyFood => recipients::diet_baby_food(lang),
    }
}

pub(in crate::features) fn allergen(lang: Lang, allergen: Allergen) -> &'static str {
    match allergen {
        Allergen::Gluten => recipients::avoid_gluten(lang),
        Allergen::Crustaceans => recipients::avoid_crustaceans(lang),
        Allergen::Eggs => recipients::avoid_eggs(lang),
        Allergen::Fish => recipients::avoid_fish(lang),
        Allergen::Peanuts => recipients::avoid_peanuts(lang),
        Allergen::Soy => recipients::avoid_soy(lang),
        Allergen::Milk => recipients::avoid_milk(lang),
        Allergen::Nuts => recipients::avoid_nuts(lang),
        Allergen::Celery => recipients::avoid_celery(lang),
        Allergen::Mustard => recipients::avoid_mustard(lang),
        Allergen::Sesame => recipients::avoid_sesame(lang),
        Allergen::Sulphites => recipients::avoid_sulphites(lang),
        Allergen::Lupin => recipients::avoid_lupin(lang),
        Allergen::Molluscs => recipients::avoid_molluscs(lang),
    }
}

/// « sans porc, halal »; nothing for none.
pub(super) fn diets(lang: Lang, all: &[Diet]) -> Option<String> {
    joined(all.iter().map(|one| diet(lang, *one)))
}

/// « arachide, lait »; nothing for none.
pub(super) fn allergens(lang: Lang, all: &[Allergen]) -> Option<String> {
    joined(all.iter().map(|one| allergen(lang, *one)))
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    Some(words.collect::<Vec<_>>().join(", ")).filter(|text| !text.is_empty())
}

/// The name of a language in the reader's own: « vietnamien »; its tag where the browser does not know it.
pub(super) fn language(lang: Lang, tag: &str) -> String {
    i18n::language(lang, tag).unwrap_or_else(|| tag.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_nothing_says_nothing() {
        assert_eq!(diets(Lang::Fr, &[]), None);
        assert_eq!(allergens(Lang::Fr, &[Allergen::Milk, Allergen::Nuts]).as_deref(), Some("lait, fruits à coque"));
    }
}
