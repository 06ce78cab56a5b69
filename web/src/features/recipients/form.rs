//! Registering a household, and changing its record: one form.

use super::{
    answers::{Answers, form_of},
    around::Around,
    draft::{self, Draft, Place},
    fields,
    rebase::{changes, rebase},
    record::to_list,
};
use crate::{
    dom,
    failure::Failure,
    i18n::{Lang, use_lang},
    navigation::Navigation,
    once::Once,
    routes::Route,
    session::{Account, use_account},
    ui::{Back, Banner, Bones, Button, ButtonKind, Form, FormState, Glyph, Loaded, Page, Toasts, Tone},
};
use cabas_client::Version;
use cabas_kernel::id::RecipientId;
use cabas_messages::recipients;
use cabas_model::{
    Code,
    recipients::{CreateRecipient, PatchRecipient, RecipientDetails},
};
use leptos::prelude::*;
use serde_json::Value;
use std::future::Future;

/// « Nouveau foyer ».
#[component]
pub fn NewRecipient() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Page title=recipients::new_title(lang) narrow=true back=to_list(lang)><Questions record=None/></Page>
    }
}

/// « Modifier le dossier ».
#[component]
pub fn EditRecipient(id: RecipientId) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let data = LocalResource::new(move || read(account, id));
    let title = move || match data.get() {
        Some(Ok(version)) => recipients::edit_title(lang, &version.body.display_name),
        _ => recipients::edit_one(lang).to_owned(),
    };
    let back = Back::new(Route::Recipient { id }.path(), recipients::edit_back(lang));
    view! {
        <Page title narrow=true back>
            <Loaded data bones=Bones::Text let:version><Questions record=Some(version)/></Loaded>
        </Page>
    }
}

async fn read(account: Account, id: RecipientId) -> Result<Version<RecipientDetails>, Failure> {
    let organisation = account.organisation();
    account.call(move |client| async move { client.read_recipient(organisation, id).await }).await
}

/// The form at work. `Copy`.
#[derive(Clone, Copy)]
struct Writing {
    lang: Lang,
    account: Account,
    place: Place,
    answers: Answers,
    form: FormState,
    /// A new household is registered once, however often it is sent.
    once: Once,
    toasts: Toasts,
    navigation: Navigation,
    /// What the record said when it was last read, as the form writes it.
    base: StoredValue<Value>,
    etag: StoredValue<String>,
    /// What someone else has changed meanwhile, once the record refused ours.
    both: RwSignal<Option<Vec<String>>>,
    /// Changes when the answers are filled anew.
    drawn: RwSignal<u32>,
    /// Saved or given up: there is nothing more to keep.
    over: StoredValue<bool>,
}

/// What an attempt to change a record has come to.
enum Attempt {
    Saved,
    /// The record has moved: this is what it says now.
    Moved(Box<Version<RecipientDetails>>),
}

#[component]
fn Questions(record: Option<Version<RecipientDetails>>) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let around = Around::of(account);
    let id = record.as_ref().map(|version| version.body.id);
    let writing = Writing::new(account, record);
    let found = RwSignal::new(writing.find_draft());
    writing.keep_drafts();
    let is_new = id.is_none();
    let (answers, form, drawn) = (writing.answers, writing.form, writing.drawn);
    let leave = id.map_or(Route::Recipients, |id| Route::Recipient { id });
    let give_up = move || {
        writing.forget();
        writing.navigation.go(&leave);
    };
    let start_again = move || {
        found.set(false);
        dom::focus_soon("#content h1");
        writing.start_again();
    };
    let act = if is_new { recipients::form_create(lang) } else { recipients::form_save(lang) };
    let over = if is_new { recipients::draft_drop_new(lang) } else { recipients::draft_drop(lang) };
    view! {
        <div class="stack">
            {move || found.get().then(|| view! {
                <Banner tone=Tone::Know icon=Glyph::Pencil act=move || view! { <Button on_press=start_again>{over}</Button> }>
                    <b>{recipients::draft_title(lang)}</b> " " {recipients::draft_words(lang)}
                </Banner>
            })}
            {move || writing.both.get().map(|both| moved(lang, both))}
            <Form state=form on_submit=move || writing.send(id)>
                {fields::household(lang, &answers, is_new)}
                {fields::door(lang, &answers, is_new)}
                {fields::phones(lang, &answers)}
                {fields::parcel(lang, &answers, around, drawn)}
                {fields::notes(lang, &answers)}
                {fields::circle(lang, &answers)}
                <p class="row">
                    <Button kind=ButtonKind::Main icon=Glyph::Check submit=true busy=form.busy() busy_words=recipients::form_saving(lang)>{act}</Button>
                    <Button on_press=give_up>{if is_new { recipients::form_leave_new(lang) } else { recipients::form_leave(lang) }}</Button>
                </p>
            </Form>
        </div>
    }
    .into_any()
}

/// What happened, what was kept, what to do.
fn moved(lang: Lang, both: Vec<String>) -> AnyView {
    let lines = (!both.is_empty()).then(|| {
        let lines: Vec<AnyView> = both.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
        view! { <p>{recipients::stale_both(lang)}</p> <ul>{lines}</ul> }
    });
    view! {
        <div class="banner banner--warn" id="moved" tabindex="-1" role="alert">
            <crate::ui::Icon glyph=Glyph::AlertTriangle/>
            <div>
                <p><b>{recipients::stale_title(lang)}</b></p>
                <p>{recipients::stale_kept(lang)}</p>
                {lines}
            </div>
        </div>
    }
    .into_any()
}

impl Writing {
    fn new(account: Account, record: Option<Version<RecipientDetails>>) -> Self {
        let answers = Answers::new();
        let person = account.me().with_untracked(|me| me.id);
        let id = record.as_ref().map(|version| version.body.id);
        let etag = record.as_ref().map(|version| version.etag.clone()).unwrap_or_default();
        match &record {
            Some(version) => answers.fill(&form_of(&version.body)),
            // Most households have a telephone: its place waits.
            None => {
                answers.phones.grow();
            }
        }
        Self {
            lang: use_lang(),
            account,
            place: Place { person, organisation: account.organisation(), record: id },
            base: StoredValue::new(untrack(|| answers.values())),
            answers,
            form: FormState::new(),
            once: Once::new(),
            toasts: Toasts::of_app(),
            navigation: Navigation::of_app(),
            etag: StoredValue::new(etag),
            both: RwSignal::new(None),
            drawn: RwSignal::new(0),
            over: StoredValue::new(false),
        }
    }

    fn values(self) -> Value {
        untrack(|| self.answers.values())
    }

    /// Puts what was being written here on what the record says now, and tells whether there was something.
    fn find_draft(self) -> bool {
        let Some(draft) = draft::find(self.place) else { return false };
        let rebased = self.base.with_value(|now| rebase(&draft.base, &draft.values, now));
        if !self.fill(&rebased.values) {
            return false;
        }
        let both = rebased.sentences(self.lang);
        if !both.is_empty() {
            self.both.set(Some(both));
        }
        true
    }

    /// Keeps what is written, at each change.
    fn keep_drafts(self) {
        Effect::new(move |_| {
            let values = self.answers.values();
            if self.over.get_value() {
                return;
            }
            let base = self.base.get_value();
            if values == base {
                draft::forget(self.place);
            } else {
                draft::keep(Draft { place: self.place, values, base });
            }
        });
    }

    /// Puts answers in the fields.
    fn fill(self, values: &Value) -> bool {
        let Ok(form) = serde_json::from_value::<CreateRecipient>(values.clone()) else { return false };
        self.answers.fill(&form);
        self.drawn.update(|drawn| *drawn = drawn.wrapping_add(1));
        true
    }

    fn start_again(self) {
        self.form.clear();
        self.both.set(None);
        self.fill(&self.base.get_value());
    }

    fn forget(self) {
        self.over.set_value(true);
        draft::forget(self.place);
    }

    fn send(self, id: Option<RecipientId>) {
        self.answers.close_up();
        match id {
            None => self.create(),
            Some(id) => self.change(id),
        }
    }

    fn create(self) {
        let Some(ask) = self.form.check::<CreateRecipient>(self.values()) else { return };
        let (organisation, key) = (self.account.organisation(), self.once.key(&ask));
        let call = self.account.call(move |client| {
            let (client, ask) = (client.once(&key), ask.clone());
            async move { client.create_recipient(organisation, &ask).await }
        });
        self.form.send(call, move |made| {
            self.toasts.say(recipients::created_done(self.lang, &made.body.display_name));
            self.leave(made.body.id);
        });
    }

    fn change(self, id: RecipientId) {
        let mine = self.values();
        // The whole is checked with the rules of a new record, so that every fault is told at once.
        if self.form.check::<CreateRecipient>(mine.clone()).is_none() {
            return;
        }
        let changes = self.base.with_value(|base| changes(base, &mine));
        if changes.is_empty() {
            self.toasts.say(recipients::nothing_changed(self.lang));
            self.leave(id);
            return;
        }
        let Some(ask) = self.form.check::<PatchRecipient>(changes.into()) else { return };
        self.both.set(None);
        self.form.send(self.attempt(id, ask), move |attempt| match attempt {
            Attempt::Saved => {
                self.toasts.say(recipients::saved(self.lang));
                self.leave(id);
            }
            Attempt::Moved(version) => self.follow(&version),
        });
    }

    /// Saves, or learns what the record has become.
    fn attempt(self, id: RecipientId, ask: PatchRecipient) -> impl Future<Output = Result<Attempt, Failure>> {
        let (account, organisation, etag) = (self.account, self.account.organisation(), self.etag.get_value());
        async move {
            let call = |client: cabas_client::Client| {
                let (ask, etag) = (ask.clone(), etag.clone());
                async move { client.patch_recipient(organisation, id, &etag, &ask).await }
            };
            match account.call(call).await {
                Ok(_) => Ok(Attempt::Saved),
                Err(failure) if failure.code() == Some(Code::VersionStale.as_str()) => {
                    Ok(Attempt::Moved(Box::new(read(account, id).await?)))
                }
                Err(failure) => Err(failure),
            }
        }
    }

    /// Takes up what the record says now where nothing was written, and tells what both have changed.
    fn follow(self, version: &Version<RecipientDetails>) {
        let mine = self.values();
        // Put in a form of its own, gone at once, so that both are written alike.
        let theirs = Owner::new().with(|| {
            let now = Answers::new();
            now.fill(&form_of(&version.body));
            untrack(|| now.values())
        });
        let rebased = self.base.with_value(|base| rebase(base, &mine, &theirs));
        self.base.set_value(theirs);
        self.etag.set_value(version.etag.clone());
        self.fill(&rebased.values);
        self.both.set(Some(rebased.sentences(self.lang)));
        dom::focus_soon("#moved");
    }

    /// To the record, which takes the form's turn in the history.
    fn leave(self, id: RecipientId) {
        self.forget();
        self.navigation.replace(&Route::Recipient { id });
    }
}
