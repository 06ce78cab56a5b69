//! After the preview: an import that moves by itself, one that is done, undone, or was given up by the server.

use super::{apply::Discard, page::Shared, plan::Rejected, words};
use crate::{
    dom::fresh_id,
    i18n::{now, use_dates, use_lang},
    routes::Route,
    ui::{Banner, Button, ButtonKind, ButtonLink, Dialog, Form, FormState, Glyph, Icon, Mark, Shape, Tone},
};
use cabas_client::Version;
use cabas_messages::imports as said;
use cabas_model::imports::{ImportDetails, ImportKind, ImportState, ImportUndone};
use leptos::prelude::*;

/// Being read, or being written.
#[component]
pub(super) fn Moving(details: ImportDetails) -> impl IntoView {
    let lang = use_lang();
    let id = fresh_id("moving");
    let (label, words) = match details.state {
        ImportState::Applying => {
            (said::applying_bar(lang, words::written(&details.counts)), said::applying_words(lang))
        }
        _ => (words::name(lang, details.file_name.as_deref()), said::reading_words(lang)),
    };
    view! {
        <section class="sheet stack" aria-busy="true">
            <div class="field">
                <label for=id.clone()>{label}</label>
                <progress id=id></progress>
            </div>
            <p>{words}</p>
        </section>
    }
    .into_any()
}

/// What was written, where to see it, what was left aside, and the way back.
#[component]
pub(super) fn Done(shared: Shared, details: ImportDetails) -> impl IntoView {
    let lang = use_lang();
    let dates = use_dates();
    let counts = details.counts.clone();
    let at = details.applied_at.unwrap_or(details.created_at);
    let lines: Vec<AnyView> =
        words::did_write(lang, details.kind, &counts).into_iter().map(|(shape, words)| line(shape, &words)).collect();
    let nothing = (words::written(&counts) == 0).then(|| view! { <p>{said::did_nothing(lang)}</p> });
    let aside = (counts.rejected > 0).then(|| {
        view! { <div class="stack stack--tight"><p>{said::aside_words(lang)}</p><Rejected shared/></div> }
    });
    view! {
        <div class="stack">
            <Source details=details.clone()/>
            <section class="sheet stack stack--tight" aria-labelledby="did">
                <h2 id="did">{said::did(lang)}</h2>
                {nothing}
                <ul class="effects">{lines}</ul>
                {aside}
                <p class="soft num">{said::done_by(lang, &details.created_by, &dates.moment(at))}</p>
                <Ways details=details.clone()/>
            </section>
            <Undo shared details/>
        </div>
    }
    .into_any()
}

fn line(shape: Shape, words: &str) -> AnyView {
    view! { <li><Mark shape/><b>{words.to_owned()}</b></li> }.into_any()
}

#[component]
fn Source(details: ImportDetails) -> impl IntoView {
    let lang = use_lang();
    view! {
        <p class="row">
            <b><Icon glyph=Glyph::Table/>" "{words::name(lang, details.file_name.as_deref())}</b>
            <span>{words::kind(lang, details.kind)}", "{cabas_messages::common::lines(lang, details.counts.rows)}</span>
        </p>
    }
    .into_any()
}

/// Where what was written is seen, and another import.
#[component]
fn Ways(details: ImportDetails) -> impl IntoView {
    let lang = use_lang();
    let (route, words) = match details.kind {
        ImportKind::Recipients => (Route::Recipients, said::see_recipients(lang)),
        ImportKind::Deliveries | ImportKind::Tasks => (Route::Rounds { day: details.date }, said::see_day(lang)),
    };
    view! {
        <p class="row">
            <ButtonLink kind=ButtonKind::Main href=route.path()>{words}</ButtonLink>
            <ButtonLink icon=Glyph::Upload href=Route::Imports.path()>{said::another(lang)}</ButtonLink>
        </p>
    }
    .into_any()
}

/// The way back, while there is one.
#[component]
fn Undo(shared: Shared, details: ImportDetails) -> impl IntoView {
    let lang = use_lang();
    let dates = use_dates();
    let form = FormState::new();
    let asking = RwSignal::new(false);
    let (organisation, id) = (shared.account.organisation(), shared.id);
    let Some(until) = details.undo_until.filter(|until| *until > now()) else {
        return view! { <p class="soft">{said::undo_over(lang)}</p> }.into_any();
    };
    let undo = move || {
        asking.set(false);
        let call = shared.account.call(move |client| async move { client.undo_import(organisation, id).await });
        form.send(call, move |_: ImportUndone| shared.refresh());
    };
    let name = words::name(lang, details.file_name.as_deref());
    let until = dates.moment(until);
    let words = said::undo_words(lang, &until);
    let question = words.clone();
    view! {
        <section class="sheet stack stack--tight" aria-labelledby="undo">
            <h2 id="undo">{said::undo_section(lang)}</h2>
            <p>{words}</p>
            <Form state=form on_submit=move || asking.set(true)>
                <p>
                    <Button kind=ButtonKind::Danger submit=true icon=Glyph::ArrowBackUp busy=form.busy() busy_words=said::undoing(lang)>
                        {said::undo(lang)}
                    </Button>
                </p>
            </Form>
            <Dialog open=asking title=said::undo_title(lang, &name)>
                <p>{question.clone()}</p>
                <p class="row">
                    <Button kind=ButtonKind::Danger on_press=undo>{said::undo_yes(lang)}</Button>
                    <Button on_press=move || asking.set(false)>{said::undo_no(lang)}</Button>
                </p>
            </Dialog>
        </section>
    }
    .into_any()
}

/// What was taken back, and what was kept and why.
#[component]
pub(super) fn Undone(details: ImportDetails) -> impl IntoView {
    let lang = use_lang();
    let told = details.undone.clone().map(|undone| view! { <Taken undone/> });
    view! {
        <div class="stack">
            <Source details=details.clone()/>
            <section class="sheet stack">
                <p>{said::undone_words(lang)}</p>
                {told}
                <Ways details/>
            </section>
        </div>
    }
    .into_any()
}

#[component]
fn Taken(undone: ImportUndone) -> impl IntoView {
    let lang = use_lang();
    let removed = (undone.removed > 0).then(|| line(Shape::Cancelled, &said::undone_removed(lang, undone.removed)));
    let set_back = (undone.set_back > 0).then(|| line(Shape::Same, &said::undone_set_back(lang, undone.set_back)));
    let kept = (!undone.kept.is_empty()).then(|| {
        let lines: Vec<_> = undone
            .kept
            .iter()
            .map(|kept| {
                let reason = words::kept(lang, &kept.code);
                // Of a household that the sheet leaves out, no line speaks.
                let told = match kept.line {
                    0 => said::kept_absent(lang, &reason),
                    line => said::kept_line(lang, line, &reason),
                };
                view! { <li>{told}</li> }
            })
            .collect();
        view! {
            <div class="stack stack--tight">
                <h2>{said::kept(lang, undone.kept.len())}</h2>
                <ul class="bullets">{lines}</ul>
            </div>
        }
    });
    view! { <ul class="effects">{removed} {set_back}</ul> {kept} }.into_any()
}

/// Nothing was written.
#[component]
pub(super) fn Failed(shared: Shared, version: Version<ImportDetails>) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::new();
    view! {
        <div class="stack">
            <Source details=version.body.clone()/>
            <Banner tone=Tone::Error>{said::failed_words(lang)}</Banner>
            <Form state=form on_submit=|| () class="row">
                <ButtonLink kind=ButtonKind::Main icon=Glyph::Upload href=Route::Imports.path()>{said::another(lang)}</ButtonLink>
                <Discard shared version form/>
            </Form>
        </div>
    }
    .into_any()
}
