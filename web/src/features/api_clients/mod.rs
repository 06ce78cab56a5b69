//! « Programmes »: who else may call, each with a key of its own that is shown once.

mod create;
mod token;

use crate::{
    dom,
    failure::Failure,
    features::settings::SettingsFrame,
    i18n::{now, use_dates, use_lang},
    routes::SettingsPage,
    session::{Account, use_account},
    ui::{Bones, Button, ButtonKind, Dialog, Empty, Form, FormState, Glyph, Icon, Loaded, Mark, Shape, Toasts},
};
use cabas_client::ClientError;
use cabas_messages::api_clients;
use cabas_model::{
    PageQuery,
    api_clients::{ApiClientSummary, Scope},
};
use leptos::prelude::*;

type Data = LocalResource<Result<Vec<ApiClientSummary>, Failure>>;

#[component]
pub fn ApiClients() -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let data: Data = LocalResource::new(move || read(account));
    let adding = RwSignal::new(false);
    let revoking = Revoking { data, subject: RwSignal::new(None), open: RwSignal::new(false) };
    let add = move || {
        view! {
            <div class="push">
                <Button kind=ButtonKind::Main icon=Glyph::Key on_press=move || adding.set(true)>{api_clients::add(lang)}</Button>
            </div>
        }
    };
    view! {
        <SettingsFrame page=SettingsPage::Programs head=add>
            <p>{api_clients::lead(lang)}</p>
            <Loaded data bones=Bones::Text let:programs>
                <Programs programs revoking/>
            </Loaded>
            <create::Create open=adding data/>
            <Revoke revoking/>
        </SettingsFrame>
    }
}

async fn read(account: Account) -> Result<Vec<ApiClientSummary>, Failure> {
    let organisation = account.organisation();
    account
        .call(move |client| async move {
            let mut programs = Vec::new();
            let mut query = PageQuery { limit: Some(100), cursor: None };
            loop {
                let page = client.list_api_clients(organisation, &query).await?;
                programs.extend(page.items);
                query.cursor = page.next_cursor;
                if query.cursor.is_none() {
                    return Ok::<_, ClientError>(programs);
                }
            }
        })
        .await
}

/// After an act: the list is read again, and focus waits at the title, since its row is drawn anew.
fn refresh(data: Data) {
    dom::focus_soon("#content h1");
    data.refetch();
}

/// Those that may come in, then the others, folded.
#[component]
fn Programs(programs: Vec<ApiClientSummary>, revoking: Revoking) -> impl IntoView {
    let lang = use_lang();
    let (over, open): (Vec<_>, Vec<_>) = programs.into_iter().partition(|one| one.revoked_at.is_some());
    let none = open.is_empty().then(|| {
        view! { <Empty title=api_clients::none_title(lang) words=api_clients::none_words(lang)/> }
    });
    let row = move |program| view! { <Program program revoking/> };
    let count = over.len();
    let open: Vec<_> = open.into_iter().map(row).collect();
    let open = (!open.is_empty()).then(|| {
        view! { <section class="sheet" aria-label=api_clients::list(lang)><ul class="rows">{open}</ul></section> }
    });
    let over = (count > 0).then(|| {
        let over: Vec<_> = over.into_iter().map(row).collect();
        view! {
            <details class="fold">
                <summary>{api_clients::over(lang, count)}</summary>
                <div class="sheet"><ul class="rows">{over}</ul></div>
            </details>
        }
    });
    view! { {none} {open} {over} }.into_any()
}

#[component]
fn Program(program: ApiClientSummary, revoking: Revoking) -> impl IntoView {
    let lang = use_lang();
    let dates = use_dates();
    let scopes: Vec<&str> = program
        .scopes
        .iter()
        .map(|scope| match scope {
            Scope::Imports => api_clients::scope_imports(lang),
        })
        .collect();
    let created = api_clients::created(lang, &dates.moment(program.created_at));
    let used = match program.last_used_at {
        Some(at) => api_clients::used(lang, &dates.moment(at)),
        None => api_clients::never_used(lang).to_owned(),
    };
    let state = match program.revoked_at {
        Some(at) if at <= now() => {
            let words = api_clients::revoked(lang, &dates.moment(at));
            view! { <span class="status status--quiet num"><Mark shape=Shape::Cancelled/>{words}</span> }.into_any()
        }
        _ => view! { <span class="status status--done"><Mark shape=Shape::Done/>{api_clients::open(lang)}</span> }
            .into_any(),
    };
    let heard = api_clients::revoke_of(lang, &program.name);
    let can = program.revoked_at.is_none().then(|| {
        let one = StoredValue::new(program.clone());
        view! {
            <div class="rows__acts">
                <Button icon=Glyph::X label=heard on_press=move || revoking.ask(one.get_value())>{api_clients::revoke(lang)}</Button>
            </div>
        }
    });
    view! {
        <li class="rows__one">
            <Icon glyph=Glyph::PlugConnected/>
            <div>
                <p><b>{program.name}</b></p>
                <p class="soft">{scopes.join(", ")}</p>
            </div>
            <div>
                <p>{state}</p>
                <p class="soft num">{created}</p>
                <p class="soft num">{used}</p>
            </div>
            {can}
        </li>
    }
    .into_any()
}

/// Which program is asked about. `Copy`.
#[derive(Clone, Copy)]
struct Revoking {
    data: Data,
    subject: RwSignal<Option<ApiClientSummary>>,
    open: RwSignal<bool>,
}

impl Revoking {
    fn ask(self, program: ApiClientSummary) {
        self.subject.set(Some(program));
        self.open.set(true);
    }
}

#[component]
fn Revoke(revoking: Revoking) -> impl IntoView {
    let lang = use_lang();
    let title = move || {
        revoking
            .subject
            .with(|one| one.as_ref().map(|one| api_clients::revoke_title(lang, &one.name)).unwrap_or_default())
    };
    view! {
        <Dialog open=revoking.open title>
            {move || revoking.subject.get().map(|program| view! { <Question program revoking/> })}
        </Dialog>
    }
    .into_any()
}

#[component]
fn Question(program: ApiClientSummary, revoking: Revoking) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let (organisation, id) = (account.organisation(), program.id);
    let name = StoredValue::new(program.name);
    let revoke = move || {
        let call = account.call(move |client| async move { client.revoke_api_client(organisation, id).await });
        form.send(call, move |()| {
            toasts.say(name.with_value(|name| api_clients::revoked_done(lang, name)));
            revoking.open.set(false);
            refresh(revoking.data);
        });
    };
    view! {
        <p>{api_clients::revoke_words(lang)}</p>
        <Form state=form on_submit=revoke>
            <p class="row">
                <Button kind=ButtonKind::Danger submit=true busy=form.busy()>{api_clients::revoke_yes(lang)}</Button>
                <Button on_press=move || revoking.open.set(false)>{api_clients::revoke_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
