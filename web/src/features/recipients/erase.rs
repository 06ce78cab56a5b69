//! Erasing a household for good.

use super::{
    draft::{self, Place},
    held::Held,
    words,
};
use crate::{
    i18n::{Lang, use_lang},
    navigation::Navigation,
    routes::Route,
    ui::{Button, ButtonKind, Choice, Dialog, Form, FormState, Glyph, Select, Toasts},
};
use cabas_kernel::Permission;
use cabas_messages::recipients;
use cabas_model::recipients::{EraseRecipient, ErasureReason, RecipientDetails};
use leptos::prelude::*;

/// The way to it, for whoever may: at the end of the record, apart from what is done every day.
pub(super) fn erase(lang: Lang, held: Held, record: &RecipientDetails) -> Option<AnyView> {
    let may = record.merged_into.is_none() && held.account.roles().may(Permission::EraseRecipients);
    let title = recipients::erase_title(lang, &record.display_name);
    may.then(|| {
        let open = RwSignal::new(false);
        view! {
            <section class="sheet stack" aria-labelledby="erase">
                <h2 id="erase">{recipients::erase(lang)}</h2>
                <p>{recipients::erase_when(lang)}</p>
                <p><Button icon=Glyph::Trash on_press=move || open.set(true)>{recipients::erase_begin(lang)}</Button></p>
                <Dialog open title><Question held open/></Dialog>
            </section>
        }
        .into_any()
    })
}

/// What goes, what stays, what else is to be done; then why.
#[component]
fn Question(held: Held, open: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let toasts = Toasts::of_app();
    let navigation = Navigation::of_app();
    let form = FormState::new();
    let why = RwSignal::new(ErasureReason::Asked.to_string());
    let choices: Vec<Choice> =
        ErasureReason::ALL.iter().map(|one| Choice::new(one, words::erasure(lang, *one))).collect();
    let lines: Vec<AnyView> = [
        recipients::erase_words(lang),
        recipients::erase_counts(lang),
        recipients::erase_sheets(lang),
        recipients::erase_lists(lang),
        recipients::erase_backups(lang),
    ]
    .into_iter()
    .map(|line| view! { <li>{line}</li> }.into_any())
    .collect();
    let person = held.account.me().with_untracked(|me| me.id);
    let (organisation, id) = (held.account.organisation(), held.id);
    let send = move || {
        let ask = EraseRecipient { reason: why.get_untracked().parse().unwrap_or(ErasureReason::Asked) };
        let call = held.account.call(move |client| {
            let ask = ask.clone();
            async move { client.erase_recipient(organisation, id, &ask).await }
        });
        held.act(form, call, move |()| {
            draft::forget(Place { person, organisation, record: Some(id) });
            toasts.say(recipients::erased(lang));
            navigation.replace(&Route::Recipients);
        });
    };
    view! {
        <ul class="bullets">{lines}</ul>
        <p><b>{recipients::erase_final(lang)}</b></p>
        <Form state=form on_submit=send>
            <Select pointer="/reason" label=recipients::erase_why(lang) value=why choices=Signal::stored(choices)/>
            <p class="row">
                <Button kind=ButtonKind::Danger icon=Glyph::Trash submit=true busy=form.busy() busy_words=recipients::erasing(lang)>
                    {recipients::erase_yes(lang)}
                </Button>
                <Button on_press=move || open.set(false)>{recipients::erase_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
