//! What a household was told, when that is not what the round needs (DL-8).

use crate::{features::deliveries::Hours, i18n::Dates, ui::Checkbox};
use cabas_kernel::Window;
use cabas_messages::{Lang, board};
use cabas_model::FieldError;
use leptos::prelude::*;

/// The box that says so, and the hours that were told. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Promised {
    told: RwSignal<bool>,
    hours: Hours,
    /// Several days, which two fields do not write: kept as they are, or taken back.
    wide: Option<Window>,
}

impl Promised {
    /// What was told; the hours begin from those of the delivery.
    pub(super) fn of(promised: Option<Window>, planned: Option<&Window>, dates: &Dates) -> Self {
        Self {
            told: RwSignal::new(promised.is_some()),
            hours: Hours::of(promised.as_ref().or(planned), dates).written_at("/promised"),
            wide: promised.filter(|promised| !Hours::fit(promised, dates)),
        }
    }

    pub(super) fn read(self, dates: &Dates) -> Result<Option<Window>, Vec<FieldError>> {
        match (self.told.get_untracked(), self.wide) {
            (false, _) => Ok(None),
            (true, Some(wide)) => Ok(Some(wide)),
            (true, None) => self.hours.read(dates).map(Some),
        }
    }

    /// The day that the hours begin from, when only the planned day is known later.
    pub(super) fn begin_on(self, day: &str) {
        if self.hours.day.with_untracked(String::is_empty) {
            self.hours.day.set(day.to_owned());
        }
    }

    pub(super) fn view(self, lang: Lang, dates: &Dates) -> AnyView {
        let wide = self.wide.map(|wide| dates.day_and_window(&wide));
        let hours = move || match (self.told.get(), wide.clone()) {
            (false, _) => ().into_any(),
            (true, Some(wide)) => view! { <p class="num">{wide}</p> }.into_any(),
            (true, None) => view! {
                <fieldset class="field">
                    <legend>{board::promised(lang)}</legend>
                    {self.hours.view(lang, true)}
                </fieldset>
            }
            .into_any(),
        };
        view! { <Checkbox label=board::promised_other(lang) checked=self.told/> {hours} }.into_any()
    }
}
