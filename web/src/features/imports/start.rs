//! Bringing a sheet in: what it holds, then a file, or cells pasted anywhere on the page.

use super::{draft::day_of, files, titles::Titles, words};
use crate::{
    dom::{self, fresh_id},
    failure::Failure,
    i18n::{Lang, use_lang},
    navigation::Navigation,
    once::Once,
    routes::Route,
    session::{Account, use_account},
    ui::{Button, ButtonKind, Field, FileDrop, Form, FormState, Glyph, Icon, TextArea, Toasts},
};
use cabas_client::SheetOptions;
use cabas_messages::{imports as said, ui};
use cabas_model::imports::{CreateImport, HeaderRow, ImportCreated, ImportKind};
use leptos::{ev, prelude::*, task::spawn_local};
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Element, File};

/// The largest sheet, in bytes, as the server takes it.
const MOST: u64 = 20 * 1024 * 1024;
/// Pasted cells of more bytes travel as a file: as JSON they would be too long.
const PASTE: usize = 900 * 1024;

/// What was brought: a file, else what stands in the field.
#[derive(Clone, Copy)]
struct Brought {
    text: RwSignal<String>,
    file: RwSignal<Option<File>, LocalStorage>,
    /// What has just been pasted, for those who listen.
    told: RwSignal<Option<String>>,
    /// Titles that the server did not know, and what they are said to be.
    titles: RwSignal<Vec<String>>,
    mapping: RwSignal<BTreeMap<String, String>>,
    /// The line that holds the titles, when it is not the one that was found.
    header: RwSignal<String>,
    /// The same sheet sent again, because an answer was lost, is one import.
    once: Once,
}

/// How a sheet was received.
enum Received {
    Made(ImportCreated),
    /// The file is not where it was.
    Gone,
    Refused(Failure),
}

impl Brought {
    fn new() -> Self {
        Self {
            text: RwSignal::new(String::new()),
            file: RwSignal::new_local(None),
            told: RwSignal::new(None),
            titles: RwSignal::new(Vec::new()),
            mapping: RwSignal::new(BTreeMap::new()),
            header: RwSignal::new(String::new()),
            once: Once::new(),
        }
    }

    fn take_file(self, file: File) {
        self.forget_titles();
        self.told.set(None);
        self.file.set(Some(file));
        dom::focus_soon(".import-start button[type=submit]");
    }

    fn take_text(self, lang: Lang, text: &str) {
        self.forget_titles();
        self.file.set(None);
        self.told.set(Some(said::pasted(lang, text.lines().filter(|line| !line.trim().is_empty()).count())));
        self.text.set(text.to_owned());
        dom::focus_soon(".import-start button[type=submit]");
    }

    fn forget_titles(self) {
        self.titles.set(Vec::new());
        self.mapping.set(BTreeMap::new());
        self.header.set(String::new());
    }

    fn is_empty(self) -> bool {
        self.file.with(Option::is_none) && self.text.with(|text| text.trim().is_empty())
    }

    fn size(self) -> u64 {
        let text = || self.text.with_untracked(|text| u64::try_from(text.len()).unwrap_or(u64::MAX));
        self.file.with_untracked(|file| file.as_ref().map_or_else(text, files::size))
    }

    fn name(self, lang: Lang) -> String {
        self.file.with_untracked(|file| words::name(lang, file.as_ref().map(File::name).as_deref()))
    }

    /// Sends it; the answer is a dry run.
    async fn send(self, account: Account, kind: ImportKind, day: Option<chrono::NaiveDate>, lang: Lang) -> Received {
        let mut mapping = self.mapping.get_untracked();
        mapping.retain(|_, field| !field.is_empty());
        let header = self.header.with_untracked(|line| line.trim().parse().ok());
        let headers: Vec<HeaderRow> = header.map(|line| HeaderRow { sheet: None, line }).into_iter().collect();
        let (file, text, organisation) = (self.file.get_untracked(), self.text.get_untracked(), account.organisation());
        let pasted = file.is_none() && text.len() <= PASTE;
        let answer = if pasted {
            let ask = CreateImport {
                kind,
                text,
                date: day,
                mode: cabas_model::imports::ImportMode::default(),
                write: cabas_model::imports::WriteMode::default(),
                mapping,
                defaults: BTreeMap::new(),
                headers,
                diet_agreed: false,
            };
            let key = self.once.key(&ask);
            let call = move |client: cabas_client::Client| {
                let (client, ask) = (client.once(&key), ask.clone());
                async move { client.paste_import(organisation, &ask).await }
            };
            account.call(call).await
        } else {
            let (name, bytes) = match file {
                Some(file) => (file.name(), files::read(&file).await),
                None => ([said::pasted_name(lang), ".tsv"].concat(), Some(text.into_bytes())),
            };
            let Some(bytes) = bytes else { return Received::Gone };
            let key = self.once.key_with(&(kind, day, &mapping, &headers), &bytes);
            let options = SheetOptions { date: day, mapping, headers, ..SheetOptions::dry_run(kind) };
            let call = move |client: cabas_client::Client| {
                let (client, name, bytes, options) = (client.once(&key), name.clone(), bytes.clone(), options.clone());
                async move { client.create_import(organisation, &name, bytes, &options).await }
            };
            account.call(call).await
        };
        answer.map_or_else(Received::Refused, Received::Made)
    }
}

/// « Nouvel import ».
#[component]
pub(super) fn Start() -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let navigation = Navigation::of_app();
    let form = FormState::new();
    let brought = Brought::new();
    let kind = RwSignal::new(ImportKind::Recipients);
    let day = RwSignal::new(String::new());
    listen(brought, lang);
    let received = move |received| match received {
        Received::Made(made) => navigation.go(&Route::Import { id: made.id }),
        Received::Gone => form.tell(said::file_gone(lang)),
        Received::Refused(failure) => match words::refusal(lang, &failure) {
            None => form.fail(&failure),
            Some(told) => {
                let advice = if words::is_about_columns(&failure) { said::wrong_kind(lang) } else { "" };
                brought.titles.set(words::unknown_titles(&failure));
                form.tell([&told, " ", advice].concat().trim_end());
            }
        },
    };
    let send = move || {
        if untrack(|| brought.is_empty()) {
            form.tell(said::check_nothing(lang));
        } else if brought.size() > MOST {
            form.tell(said::file_too_big(lang));
        } else {
            let kind = kind.get_untracked();
            // Households have no day.
            let day = if kind == ImportKind::Recipients { Ok(None) } else { day.with_untracked(|text| day_of(text)) };
            match day {
                Ok(day) => form.send(async move { Ok(brought.send(account, kind, day, lang).await) }, received),
                Err(fault) => form.fail(&Failure::fields(vec![fault])),
            }
        }
    };
    let day_field = move || {
        (kind.get() != ImportKind::Recipients).then(|| {
            view! { <Field pointer="/date" label=said::day(lang) hint=said::day_hint(lang) optional=true kind="date" value=day/> }
        })
    };
    let name = move |(title, field): (String, String)| {
        brought.mapping.update(|mapping| {
            mapping.insert(title, field);
        });
    };
    let header_field = move || {
        brought.titles.with(|titles| !titles.is_empty()).then(|| {
            let (label, hint) = (said::header_elsewhere(lang), said::header_elsewhere_hint(lang));
            view! { <Field pointer="/headers" label hint optional=true inputmode="numeric" value=brought.header/> }
        })
    };
    view! {
        <section class="sheet stack stack--tight import-start" aria-labelledby="start">
            <h2 id="start">{said::start(lang)}</h2>
            <p class="lead">{said::start_words(lang)}</p>
            <Form state=form on_submit=send class="stack stack--loose">
                <Kinds kind form/>
                {day_field}
                <Sources brought/>
                <Titles titles=brought.titles on_name=name kind/>
                {header_field}
                <div>
                    <Sending form brought/>
                    <Send form brought/>
                </div>
            </Form>
        </section>
    }
    .into_any()
}

/// What sheets can hold, each with its example to download.
#[component]
fn Kinds(kind: RwSignal<ImportKind>, form: FormState) -> impl IntoView {
    let lang = use_lang();
    let name = fresh_id("kind");
    let one = |this: ImportKind| {
        let words = fresh_id("kind-words");
        view! {
            <div class="kind">
                <label class="check">
                    <input type="radio" name=name.clone() value=this.as_str() aria-describedby=words.clone()
                        prop:checked=move || kind.get() == this on:change=move |_| kind.set(this)/>
                    <b>{words::kind(lang, this)}</b>
                </label>
                <p id=words>{words::kind_words(lang, this)}</p>
                <p><Example kind=this form/></p>
            </div>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{said::kind(lang)}</legend>
            <div class="kinds">{ImportKind::ALL.iter().copied().map(one).collect::<Vec<_>>()}</div>
        </fieldset>
    }
    .into_any()
}

#[component]
fn Example(kind: ImportKind, form: FormState) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let name = match kind {
        ImportKind::Recipients => said::example_recipients_file(lang),
        ImportKind::Deliveries => said::example_deliveries_file(lang),
        ImportKind::Tasks => said::example_tasks_file(lang),
    };
    let organisation = account.organisation();
    let download = move || {
        spawn_local(async move {
            match account.call(move |client| async move { client.read_import_example(organisation, kind).await }).await
            {
                Ok(bytes) => {
                    files::save_csv(name, &bytes);
                    toasts.say(said::example_ready(lang));
                }
                Err(failure) => form.fail(&failure),
            }
        });
    };
    let heard = said::example_of(lang, words::kind(lang, kind));
    view! { <Button kind=ButtonKind::Text icon=Glyph::Download label=heard on_press=download>{said::example(lang)}</Button> }
        .into_any()
}

/// Where rows come from: a paste, or a file.
#[component]
fn Sources(brought: Brought) -> impl IntoView {
    let lang = use_lang();
    let hint_of_drop = move || said::file_hint(lang);
    // Made anew with each file, so that it never names another one than what will be sent.
    let drop = move || {
        brought.file.track();
        view! { <FileDrop accept=".csv,.tsv,.txt,.xlsx,.ods" hint=hint_of_drop on_file=move |file| brought.take_file(file)/> }
    };
    let chosen = move || {
        brought.file.with(|file| {
            file.as_ref().map(|file| {
                let size = ui::size_kb(lang, files::size(file).div_ceil(1024));
                let remove = move || {
                    brought.file.set(None);
                    dom::focus_soon(".import-start textarea");
                };
                view! {
                    <p class="row">
                        <b>{said::file_chosen(lang, &file.name(), &size)}</b>
                        <Button kind=ButtonKind::Text icon=Glyph::X on_press=remove>{said::file_remove(lang)}</Button>
                    </p>
                }
            })
        })
    };
    view! {
        <div class="halves">
            <TextArea pointer="/text" label=said::paste(lang) hint=said::paste_hint(lang) value=brought.text paste=true/>
            <div class="field" role="group" aria-label=said::file(lang)>
                <p class="label" aria-hidden="true">{said::file(lang)}</p>
                {drop}
                <div role="status">{chosen}</div>
            </div>
        </div>
        <p class="vh" role="status">{move || brought.told.get()}</p>
    }
    .into_any()
}

/// How far the sending is: the browser does not tell more than that it goes on.
#[component]
fn Sending(form: FormState, brought: Brought) -> impl IntoView {
    let lang = use_lang();
    let id = fresh_id("sending");
    let bar = move || {
        form.busy().get().then(|| {
            let id = id.clone();
            view! {
                <div class="field">
                    <label for=id.clone()>{said::sending(lang, &brought.name(lang))}</label>
                    <progress id=id></progress>
                </div>
            }
        })
    };
    view! { <div role="status">{bar}</div> }.into_any()
}

#[component]
fn Send(form: FormState, brought: Brought) -> impl IntoView {
    let lang = use_lang();
    let refused = Signal::derive(move || brought.is_empty().then(|| said::check_nothing(lang).to_owned()));
    let words =
        move || if brought.file.with(Option::is_some) { said::check_file(lang) } else { said::check_paste(lang) };
    view! {
        <div class="row">
            <Button kind=ButtonKind::Main submit=true busy=form.busy() busy_words=said::checking(lang) refused>{words}</Button>
            <p><Icon glyph=Glyph::Lock/>" "{said::privacy(lang)}</p>
        </div>
    }
    .into_any()
}

/// Listens to pastes and drops anywhere on the page. A drop beside its place would make the browser leave the page.
fn listen(brought: Brought, lang: Lang) {
    let pasted = window_event_listener(ev::paste, move |event: ClipboardEvent| {
        let Some(data) = event.clipboard_data() else { return };
        let text = data.get_data("text/plain").unwrap_or_default();
        // Copied cells also come as a picture of them: words first.
        if text.trim().is_empty() {
            take_dropped(brought, &data);
        } else if !is_field(&event) {
            event.prevent_default();
            brought.take_text(lang, &text);
        }
    });
    let over = window_event_listener(ev::dragover, |event: DragEvent| event.prevent_default());
    let dropped = window_event_listener(ev::drop, move |event: DragEvent| {
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        if let Some(data) = event.data_transfer() {
            take_dropped(brought, &data);
        }
    });
    on_cleanup(move || {
        pasted.remove();
        over.remove();
        dropped.remove();
    });
}

fn take_dropped(brought: Brought, data: &DataTransfer) {
    if let Some(file) = data.files().and_then(|files| files.get(0)) {
        brought.take_file(file);
    }
}

/// A paste into a field is the field's.
fn is_field(event: &ClipboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest("input, textarea, select, dialog").is_ok_and(|found| found.is_some()))
}
