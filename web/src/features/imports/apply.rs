//! The bar at the foot of a preview: check changes again, save, or give up.

use super::{page::Shared, words};
use crate::{
    failure::Failure,
    i18n::use_lang,
    navigation::Navigation,
    routes::Route,
    ui::{Button, ButtonKind, Dialog, Form, FormState, Glyph, Mark, Toasts},
};
use cabas_client::Version;
use cabas_messages::imports as said;
use cabas_model::imports::{ImportCounts, ImportCreated, ImportDetails, ImportKind};
use leptos::prelude::*;

/// All that can come next. While changes wait, nothing else can: what is saved is what was checked.
#[component]
pub(super) fn Bar(shared: Shared, version: Version<ImportDetails>) -> impl IntoView {
    let lang = use_lang();
    let form = shared.form;
    let asking = RwSignal::new(false);
    let pending = Memo::new(move |_| shared.draft.with(super::draft::Draft::count));
    let (counts, kind) = (version.body.counts.clone(), version.body.kind);
    let written = words::written(&counts);
    let details = StoredValue::new(version);
    let check = move || check(shared, form, details);
    let ask = move || asking.set(!shared.blames_day());
    let refused = Signal::stored((written == 0).then(|| said::apply_nothing(lang).to_owned()));
    let waits = Memo::new(move |_| pending.get() > 0);
    let acts = move || {
        if waits.get() {
            return view! { <Pending shared form pending/> }.into_any();
        }
        view! {
            <Button kind=ButtonKind::Main icon=Glyph::Check busy=form.busy() refused on_press=ask>
                {details.with_value(|version| words::apply(lang, &version.body.counts))}
            </Button>
            <div class="push"><Discard shared version=details.get_value() form/></div>
        }
        .into_any()
    };
    view! {
        <section class="picked picked--narrow" aria-label=said::bar(lang)>
            <Form state=form on_submit=check class="row import-bar">{acts}</Form>
            <Confirm shared form asking details kind counts/>
        </section>
    }
    .into_any()
}

/// How many changes wait, and what can be done with them.
#[component]
fn Pending(shared: Shared, form: FormState, pending: Memo<usize>) -> impl IntoView {
    let lang = use_lang();
    let forget = move || {
        shared.draft.set(super::draft::Draft::default());
        shared.titles.set(Vec::new());
        shared.refresh();
    };
    view! {
        <Button kind=ButtonKind::Main submit=true icon=Glyph::Refresh busy=form.busy() busy_words=said::checking(lang)>
            {said::check_again(lang)}
        </Button>
        <span role="status">{move || said::pending(lang, pending.get())}</span>
        <Button kind=ButtonKind::Text on_press=forget>{said::forget(lang)}</Button>
    }
    .into_any()
}

/// Sends all changes at once; the preview comes back made anew.
fn check(shared: Shared, form: FormState, details: StoredValue<Version<ImportDetails>>) {
    if shared.blames_day() {
        return;
    }
    let lang = use_lang();
    let toasts = Toasts::of_app();
    let (organisation, id) = (shared.account.organisation(), shared.id);
    let ask = details.with_value(|version| {
        let now = &version.body;
        shared.draft.with_untracked(|draft| draft.request(&now.columns, &now.ignored_columns, &now.heads))
    });
    let etag = details.with_value(|version| version.etag.clone());
    shared.overtaken.set(false);
    let call = shared.account.call(move |client| {
        let (ask, etag) = (ask.clone(), etag.clone());
        async move { client.patch_import(organisation, id, &etag, &ask).await }
    });
    let answer = async move { Ok(call.await) };
    form.send(answer, move |answer| match answer {
        Ok(_) => {
            shared.draft.set(super::draft::Draft::default());
            shared.titles.set(Vec::new());
            toasts.say(said::checked(lang));
            shared.refresh();
        }
        Err(failure) if is_stale(&failure) => shared.overtake(),
        Err(failure) => {
            shared.titles.set(words::unknown_titles(&failure));
            match words::refusal(lang, &failure) {
                Some(told) => form.tell(&told),
                None => form.fail(&failure),
            }
        }
    });
}

fn is_stale(failure: &Failure) -> bool {
    failure.code() == Some("version_stale")
}

/// Says exactly what will be written, and asks. Only the preview that is looked at is written.
#[component]
fn Confirm(
    shared: Shared,
    form: FormState,
    asking: RwSignal<bool>,
    details: StoredValue<Version<ImportDetails>>,
    kind: ImportKind,
    counts: ImportCounts,
) -> impl IntoView {
    let lang = use_lang();
    let act = StoredValue::new(words::apply(lang, &counts));
    let (organisation, id) = (shared.account.organisation(), shared.id);
    let apply = move || {
        asking.set(false);
        shared.overtaken.set(false);
        let etag = details.with_value(|version| version.etag.clone());
        let call = shared.account.call(move |client| {
            let etag = etag.clone();
            async move { client.apply_seen_import(organisation, id, &etag).await }
        });
        let answer = async move { Ok(call.await) };
        form.send(answer, move |answer: Result<ImportCreated, Failure>| match answer {
            Ok(_) => shared.refresh(),
            Err(failure) if is_stale(&failure) => shared.overtake(),
            Err(failure) => form.fail(&failure),
        });
    };
    let lines = move || {
        let lines = words::will_write(lang, kind, &counts).into_iter().chain(words::will_leave(lang, &counts));
        lines.map(|(shape, words)| view! { <li><Mark shape/><span>{words}</span></li> }).collect::<Vec<_>>()
    };
    view! {
        <Dialog open=asking title=said::apply_title(lang, &act.get_value())>
            <ul class="effects">{lines.clone()}</ul>
            <p>{said::apply_undo(lang)}</p>
            <p class="row">
                <Button kind=ButtonKind::Main icon=Glyph::Check on_press=apply>{act.get_value()}</Button>
                <Button on_press=move || asking.set(false)>{said::apply_no(lang)}</Button>
            </p>
        </Dialog>
    }
    .into_any()
}

/// Gives an import up.
#[component]
pub(super) fn Discard(shared: Shared, version: Version<ImportDetails>, form: FormState) -> impl IntoView {
    let lang = use_lang();
    let navigation = Navigation::of_app();
    let toasts = Toasts::of_app();
    let asking = RwSignal::new(false);
    let (organisation, id) = (shared.account.organisation(), shared.id);
    let name = words::name(lang, version.body.file_name.as_deref());
    let etag = StoredValue::new(version.etag);
    let discard = move || {
        asking.set(false);
        let call = shared
            .account
            .call(move |client| async move { client.delete_import(organisation, id, &etag.get_value()).await });
        form.send(call, move |()| {
            shared.draft.set(super::draft::Draft::default());
            toasts.say(said::discarded(lang));
            navigation.go(&Route::Imports);
        });
    };
    view! {
        <Button kind=ButtonKind::Text on_press=move || asking.set(true)>{said::discard(lang)}</Button>
        <Dialog open=asking title=said::discard_title(lang, &name)>
            <p>{said::discard_words(lang)}</p>
            <p class="row">
                <Button kind=ButtonKind::Danger on_press=discard>{said::discard_yes(lang)}</Button>
                <Button on_press=move || asking.set(false)>{said::discard_no(lang)}</Button>
            </p>
        </Dialog>
    }
    .into_any()
}
