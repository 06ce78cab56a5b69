//! The page of one import, in each of its states.

use super::{
    apply::Bar,
    draft::Draft,
    outcome::{Done, Failed, Moving, Undone},
    preview::Preview,
    rows::Place,
    words,
};
use crate::{
    dom,
    failure::Failure,
    i18n::use_lang,
    live::LiveFeed,
    routes::Route,
    session::{Account, use_account},
    ui::{Back, Bones, FormState, Loaded, Page},
};
use cabas_client::Version;
use cabas_kernel::id::ImportId;
use cabas_messages::imports as said;
use cabas_model::{
    events::EventKind,
    imports::{ImportDetails, ImportState},
};
use leptos::{prelude::*, task::spawn_local};
use std::{collections::BTreeSet, time::Duration};

pub(super) type Data = LocalResource<Result<Version<ImportDetails>, Failure>>;

/// How often an import that moves by itself is looked at; its end is also announced. Looking is written down, so it
/// is not done for nothing.
const PACE: Duration = Duration::from_secs(3);

/// What the parts of the page share. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Shared {
    pub(super) account: Account,
    pub(super) id: ImportId,
    pub(super) data: Data,
    /// What waits to be checked.
    pub(super) draft: RwSignal<Draft>,
    /// The form at the foot, which also tells what is wrong with the day, far above it.
    pub(super) form: FormState,
    /// Which rows are looked at.
    pub(super) place: RwSignal<Place>,
    /// Columns in which something was to be seen: they stay in sight once it was corrected.
    pub(super) shown: StoredValue<BTreeSet<String>>,
    /// Titles of the line chosen by hand that nobody knows: what each holds is asked.
    pub(super) titles: RwSignal<Vec<String>>,
    /// Somebody else changed the import: what is shown is not what was looked at.
    pub(super) overtaken: RwSignal<bool>,
}

impl Shared {
    /// After an act: the import is read again, and focus waits at the title, since the page is drawn anew.
    pub(super) fn refresh(self) {
        dom::focus_soon("#content h1");
        self.form.clear();
        self.data.refetch();
    }

    /// Tells of a day that cannot be read; says whether there is one. A date half written in an empty field changes
    /// nothing that a page hears of: the form looks at the field itself.
    pub(super) fn blames_day(self) -> bool {
        self.form.clear();
        if self.form.blames_unread() {
            return true;
        }
        let Some(fault) = self.draft.with_untracked(Draft::day_fault) else { return false };
        self.form.fail(&Failure::fields(vec![fault]));
        true
    }

    /// Somebody was quicker: their import is shown, and what was not sent yet waits on top of it.
    pub(super) fn overtake(self) {
        self.overtaken.set(true);
        self.refresh();
    }
}

/// One import.
#[component]
pub fn Import(id: ImportId) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let data: Data = LocalResource::new(move || read(account, id));
    let shared = Shared {
        account,
        id,
        data,
        draft: RwSignal::new(Draft::default()),
        form: FormState::new(),
        place: RwSignal::new(Place::default()),
        shown: StoredValue::new(BTreeSet::new()),
        titles: RwSignal::new(Vec::new()),
        overtaken: RwSignal::new(false),
    };
    let state = Memo::new(move |_| match data.get() {
        Some(Ok(version)) => Some(version.body.state),
        _ => None,
    });
    follow(shared, state);
    keep_draft(shared);
    let bar = move || match data.get() {
        Some(Ok(version)) if version.body.state == ImportState::Previewed => Some(view! { <Bar shared version/> }),
        _ => None,
    };
    view! {
        <Page title=move || words::title(lang, state.get()) narrow=true back=Back::new(Route::Imports.path(), said::back(lang))>
            <Loaded data bones=Bones::Text let:version>{at_state(shared, version)}</Loaded>
        </Page>
        {bar}
    }
}

fn at_state(shared: Shared, version: Version<ImportDetails>) -> AnyView {
    let details = version.body;
    match details.state {
        ImportState::Previewed => view! { <Preview shared details/> }.into_any(),
        ImportState::Completed => view! { <Done shared details/> }.into_any(),
        ImportState::Undone => view! { <Undone details/> }.into_any(),
        ImportState::Failed => {
            view! { <Failed shared version=Version { body: details, etag: version.etag }/> }.into_any()
        }
        ImportState::Pending | ImportState::Started | ImportState::Applying => view! { <Moving details/> }.into_any(),
    }
}

async fn read(account: Account, id: ImportId) -> Result<Version<ImportDetails>, Failure> {
    let organisation = account.organisation();
    account.call(move |client| async move { client.read_import(organisation, id).await }).await
}

/// Sees to it that the page follows an import that moves by itself, and that a new title is heard.
fn follow(shared: Shared, state: Memo<Option<ImportState>>) {
    let glance = move || {
        let Some(known) = state.try_get_untracked().flatten().filter(|state| words::is_moving(*state)) else { return };
        spawn_local(async move {
            let now = read(shared.account, shared.id).await.map(|version| version.body.state);
            // The page may be gone, or drawn already.
            if now.is_ok_and(|now| now != known) && state.try_get_untracked().flatten() == Some(known) {
                shared.data.refetch();
            }
        });
    };
    if let Some(feed) = LiveFeed::of_app() {
        feed.on_event(move |event| {
            if event.kind == EventKind::ImportChanged && event.subject_id == shared.id.0 {
                glance();
            }
        });
    }
    if let Ok(ticking) = set_interval_with_handle(glance, PACE) {
        on_cleanup(move || ticking.clear());
    }
    Effect::new(move |before: Option<Option<ImportState>>| {
        let now = state.get();
        if before.flatten().is_some_and(|before| now.is_some_and(|now| now != before)) {
            dom::focus_soon("#content h1");
        }
        now.or(before.flatten())
    });
}

/// Asks before the window is closed on changes that were not sent.
fn keep_draft(shared: Shared) {
    let leaving = window_event_listener(leptos::ev::beforeunload, move |event| {
        if shared.draft.try_with_untracked(|draft| draft.count() > 0).unwrap_or_default() {
            event.prevent_default();
        }
    });
    on_cleanup(move || leaving.remove());
}
