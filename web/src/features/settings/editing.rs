//! What the three lists of the settings have in common: read whole, one dialog that adds or edits, one act that removes
//! and can be taken back.

use super::stale::{Stale, StaleNote};
use crate::{
    dom,
    failure::Failure,
    i18n::{Lang, use_lang},
    session::{Account, use_account},
    ui::{Button, ButtonKind, Dialog, Form, FormState, Glyph, Toasts},
};
use cabas_client::{Client, ClientError};
use cabas_messages::settings;
use cabas_model::{Page, PageQuery};
use leptos::{prelude::*, task::spawn_local};

/// A list of the settings.
pub(super) type List<T> = LocalResource<Result<Vec<T>, Failure>>;

/// Reads every page of a list: a few dozen lines at most.
pub(super) async fn read_all<T: 'static, Answer>(
    account: Account,
    read: impl Fn(Client, PageQuery) -> Answer,
) -> Result<Vec<T>, Failure>
where
    Answer: Future<Output = Result<Page<T>, ClientError>> + 'static,
{
    let mut items = Vec::new();
    let mut query = PageQuery { limit: Some(100), cursor: None };
    loop {
        let page = account.call(|client| read(client, query.clone())).await?;
        items.extend(page.items);
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            return Ok(items);
        }
    }
}

/// What the dialog of a list is about: nothing, something new, or one line of it. `Copy`.
pub(super) struct Editing<T: Send + Sync + 'static> {
    list: List<T>,
    subject: RwSignal<Option<T>>,
    open: RwSignal<bool>,
}

impl<T: Send + Sync + 'static> Clone for Editing<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Send + Sync + 'static> Copy for Editing<T> {}

impl<T: Clone + Send + Sync + 'static> Editing<T> {
    pub(super) fn new(list: List<T>) -> Self {
        Self { list, subject: RwSignal::new(None), open: RwSignal::new(false) }
    }

    pub(super) fn add(self) {
        self.subject.set(None);
        self.open.set(true);
    }

    pub(super) fn edit(self, line: T) {
        self.subject.set(Some(line));
        self.open.set(true);
    }

    pub(super) fn close(self) {
        self.open.set(false);
    }

    /// After an act: the list is read again, and focus waits at the title, since its row is drawn anew.
    pub(super) fn done(self) {
        self.close();
        self.again();
    }

    fn again(self) {
        dom::focus_soon("#content h1");
        self.list.refetch();
    }
}

/// The dialog that adds a line or edits one.
#[component]
pub(super) fn EditDialog<T, V>(
    editing: Editing<T>,
    /// Its title, about one line or about a new one.
    title: fn(Lang, Option<&T>) -> String,
    children: impl Fn(Option<T>) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let lang = use_lang();
    let title = move || editing.subject.with(|line| title(lang, line.as_ref()));
    let children = StoredValue::new(children);
    view! {
        <Dialog open=editing.open title>
            {move || children.with_value(|children| children(editing.subject.get()).into_any())}
        </Dialog>
    }
}

/// The foot of such a dialog, and what is told when somebody else was faster.
#[component]
pub(super) fn EditForm<T: Clone + Send + Sync + 'static>(
    editing: Editing<T>,
    form: FormState,
    stale: Stale,
    #[prop(into)] save: Callback<()>,
    /// Writes what is saved now in the fields.
    #[prop(into)]
    take: Callback<()>,
    children: Children,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <Form state=form on_submit=save>
            <StaleNote stale keep=save take/>
            {children()}
            <p class="row">
                <Button kind=ButtonKind::Main submit=true busy=form.busy() busy_words=settings::saving(lang)>{settings::save(lang)}</Button>
                <Button on_press=move || editing.close()>{settings::give_up(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}

/// « Modifier », « Retirer ». What was removed can be put back for ten seconds.
#[component]
pub(super) fn LineActs<T, Gone, Back>(
    line: T,
    name: String,
    editing: Editing<T>,
    remove: fn(Account, T) -> Gone,
    /// Takes it back, as it was.
    put_back: fn(Account, T) -> Back,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    Gone: Future<Output = Result<(), Failure>> + 'static,
    Back: Future<Output = Result<(), Failure>> + 'static,
{
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let (edit_of, remove_of) = (settings::edit_of(lang, &name), settings::remove_of(lang, &name));
    let line = StoredValue::new(line);
    let act = move || {
        let (taken, name) = (line.get_value(), name.clone());
        let call = remove(account, taken.clone());
        let gone = async move {
            match call.await {
                Err(failure) if failure.status() == Some(412) => Ok(false),
                answer => answer.map(|()| true),
            }
        };
        form.send(gone, move |is_gone| {
            if is_gone {
                let undo = move || {
                    let taken = taken.clone();
                    spawn_local(async move {
                        match put_back(account, taken).await {
                            Ok(()) => editing.list.refetch(),
                            Err(failure) => toasts.refuse(failure.sentence(lang)),
                        }
                    });
                };
                toasts.undoable(settings::removed(lang, &name), undo);
            } else {
                toasts.refuse(settings::list_changed(lang));
            }
            editing.again();
        });
    };
    view! {
        <Form state=form on_submit=act class="rows__acts">
            <Button icon=Glyph::Pencil label=edit_of on_press=move || editing.edit(line.get_value())>{settings::edit(lang)}</Button>
            <Button submit=true icon=Glyph::Trash busy=form.busy() label=remove_of>{settings::remove(lang)}</Button>
        </Form>
    }
    .into_any()
}
