//! Who is signed in, and every call to the API.
//!
//! The access token lives in the program's memory only; what survives a reload is the refresh cookie, which no
//! script can read (security AU-4, JW-6). The states are types: [`Anonymous`] can only ask for a session, an
//! [`Account`] can do the rest, and pages are drawn with an account or not at all. When a session ends, the sign-in
//! page is drawn in place of the page one was at: the address stays, so signing in again leads back to it.

#[cfg(feature = "desk")]
use crate::proof::Proof;
use crate::{
    dom,
    failure::Failure,
    i18n::{Lang, preferred_lang},
};
use cabas_client::{Client, ClientError};
use cabas_kernel::{Roles, id::OrganisationId};
#[cfg(feature = "desk")]
use cabas_model::{Code, sessions::ProveSession};
use cabas_model::{
    invitations::{AcceptInvitation, InvitationAccepted, RequestInvitation},
    me::{Me, MyMembership, PatchMe},
    members::MemberState,
    sessions::{CreatePasswordReset, CreateSession, CreateSessionLink, SessionToken, UsePasswordReset},
};
use js_sys::Promise;
use leptos::{prelude::*, task::spawn_local};
use std::{future::Future, pin::Pin};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// The cookie that remembers in which organisation one works, for those who belong to several.
const ORGANISATION: &str = "organisation";

/// What is known of who is here.
#[derive(Clone)]
pub enum State {
    /// The refresh cookie is being tried.
    Opening,
    /// The server could not be asked.
    Unreachable(Failure),
    Anonymous(Anonymous),
    Authenticated(Account),
}

/// The session of the application. `Copy`.
#[derive(Clone, Copy)]
pub struct Session {
    state: RwSignal<State>,
    /// The client without token: for signing in and refreshing.
    plain: StoredValue<Client>,
    pending: StoredValue<Pending, LocalStorage>,
}

/// What calls wait for.
#[derive(Default)]
struct Pending {
    /// A refresh under way, shared by all the calls that wait for it.
    refresh: Option<Promise>,
    #[cfg(feature = "desk")]
    proof: Proof,
}

/// An answer on its way.
type Awaited<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

/// Nobody is signed in.
#[derive(Clone, Copy)]
pub struct Anonymous {
    session: Session,
    /// There was a session before: say why one must sign in again.
    pub ended: bool,
}

/// Someone is signed in. `Copy`: found in any page with [`use_account`].
#[derive(Clone, Copy)]
pub struct Account {
    session: Session,
    client: StoredValue<Client>,
    me: RwSignal<Me>,
    organisation: RwSignal<Option<OrganisationId>>,
}

/// The account a page is drawn with.
///
/// # Panics
/// Outside the pages drawn for someone signed in: a mistake in `app`.
#[expect(clippy::expect_used, reason = "pages that need an account are drawn inside one: nothing else could be shown")]
pub fn use_account() -> Account {
    use_context().expect("an account around a page that needs one")
}

impl Session {
    /// Makes the session, hands it to everything below, and tries the refresh cookie.
    pub fn provide() -> Self {
        let session = Self {
            state: RwSignal::new(State::Opening),
            plain: StoredValue::new(Client::new(&dom::origin()).with_language(preferred_lang().tag())),
            pending: StoredValue::new_local(Pending::default()),
        };
        provide_context(session);
        session.open();
        session
    }

    /// What is known of who is here, followed.
    pub fn state(self) -> State {
        self.state.get()
    }

    /// Tries the refresh cookie: at start, and again when the server could not be reached.
    pub fn open(self) {
        self.state.set(State::Opening);
        spawn_local(async move {
            let opened = match self.plain.get_value().refresh_session().await {
                Ok(token) => self.enter(token).await,
                Err(error) => Err(Failure::from(error)),
            };
            match opened {
                Ok(()) => {}
                Err(failure) if failure.status().is_some_and(|status| status < 500) => self.leave(false),
                Err(failure) => self.state.set(State::Unreachable(failure)),
            }
        });
    }

    /// Speaks another language with the server from now on.
    pub fn speak(self, lang: Lang) {
        self.plain.update_value(|client| *client = client.clone().with_language(lang.tag()));
    }

    /// Accepts an invitation. It signs nobody in, and needs nobody signed in.
    pub async fn accept_invitation(self, request: AcceptInvitation) -> Result<InvitationAccepted, Failure> {
        Ok(self.plain.get_value().accept_invitation(&request).await?)
    }

    /// Asks the admin team for a new invitation. The answer does not tell whether there was one.
    pub async fn request_invitation(self, request: RequestInvitation) -> Result<(), Failure> {
        Ok(self.plain.get_value().request_invitation(&request).await?)
    }

    /// Asks for a link to choose a new password. The answer does not tell whether the address has an account.
    pub async fn ask_password(self, request: CreatePasswordReset) -> Result<(), Failure> {
        Ok(self.plain.get_value().create_password_reset(&request).await?)
    }

    /// Chooses a new password by the mailed link. Every session ends with it, the one here too.
    pub async fn set_password(self, request: UsePasswordReset) -> Result<(), Failure> {
        self.plain.get_value().use_password_reset(&request).await?;
        self.leave(false);
        Ok(())
    }

    /// Learns who the token is for, and lets them in.
    async fn enter(self, token: SessionToken) -> Result<(), Failure> {
        let client = self.plain.get_value().with_token(token.access_token);
        let me = client.read_me().await?;
        let account = Account {
            session: self,
            client: StoredValue::new(client),
            organisation: RwSignal::new(starting_organisation(&me, dom::remembered(ORGANISATION).as_deref())),
            me: RwSignal::new(me),
        };
        self.state.set(State::Authenticated(account));
        Ok(())
    }

    fn leave(self, ended: bool) {
        self.state.set(State::Anonymous(Anonymous { session: self, ended }));
    }
}

impl Anonymous {
    /// Asks for a link and a code by mail. The answer does not tell whether the address has an account.
    pub async fn ask_link(self, request: CreateSessionLink) -> Result<(), Failure> {
        Ok(self.session.plain.get_value().create_session_link(&request).await.map(drop)?)
    }

    /// Opens a session; the page one came for is then drawn.
    pub async fn sign_in(self, request: CreateSession) -> Result<(), Failure> {
        let token = self.session.plain.get_value().create_session(&request).await?;
        self.session.enter(token).await
    }
}

impl Account {
    /// Calls the API. When the access token is over it is refreshed once, for all calls at a time; when that fails
    /// too the session is over, and the sign-in page takes the place of this one.
    ///
    /// ```ignore
    /// account.call(|client| async move { client.list_rounds(organisation, &query).await }).await
    /// ```
    pub async fn call<T, F, Answer>(self, call: F) -> Result<T, Failure>
    where
        T: 'static,
        F: Fn(Client) -> Answer,
        Answer: Future<Output = Result<T, ClientError>> + 'static,
    {
        // Boxed: the machinery around is compiled once for each answer, not for each of the hundred calls.
        let attempt = || -> Awaited<T> {
            let answer = call(self.client.get_value());
            Box::pin(async move { answer.await.map_err(Failure::from) })
        };
        self.retried(&attempt).await
    }

    async fn retried<T>(self, attempt: &dyn Fn() -> Awaited<T>) -> Result<T, Failure> {
        let answer = twice(attempt, || self.refresh()).await;
        // Acts that ask for a fresh proof of who one is are the desk's: the act waits for it, and is made again.
        #[cfg(feature = "desk")]
        if matches!(&answer, Err(failure) if failure.code() == Some(Code::ProofTooOld.as_str()))
            && self.proof().is_given().await
        {
            return twice(attempt, || self.refresh()).await;
        }
        answer
    }

    /// What an act that asks for a proof of who one is waits for.
    #[cfg(feature = "desk")]
    pub(crate) fn proof(self) -> Proof {
        self.session.pending.with_value(|pending| pending.proof)
    }

    /// Asks for a code by mail, to prove who one is.
    #[cfg(feature = "desk")]
    pub async fn ask_code(self, request: CreateSessionLink) -> Result<(), Failure> {
        Ok(self.session.plain.get_value().create_session_link(&request).await?)
    }

    /// Proves again who one is, for the acts of the next minutes.
    #[cfg(feature = "desk")]
    pub async fn prove(self, request: ProveSession) -> Result<(), Failure> {
        let prove = move |client: Client| {
            let request = request.clone();
            async move { client.prove_current_session(&request).await }
        };
        self.call(prove).await
    }

    /// Gets a fresh access token, or ends the session when the refresh is refused.
    pub async fn refresh(self) -> Result<(), Failure> {
        let under_way = self.session.pending.with_value(|pending| pending.refresh.clone());
        let promise = under_way.unwrap_or_else(|| {
            let promise = future_to_promise(async move { self.refresh_now().await });
            self.session.pending.update_value(|pending| pending.refresh = Some(promise.clone()));
            promise
        });
        let refreshed = JsFuture::from(promise).await;
        self.session.pending.update_value(|pending| pending.refresh = None);
        match refreshed {
            Ok(_) => Ok(()),
            // Refused, not merely unreachable.
            Err(over) if over.is_truthy() => {
                self.session.leave(true);
                Err(Failure::Network)
            }
            Err(_) => Err(Failure::Network),
        }
    }

    /// Rejects with true when the session is over, with false when the server could not say.
    async fn refresh_now(self) -> Result<JsValue, JsValue> {
        match self.session.plain.get_value().refresh_session().await {
            Ok(token) => {
                self.client.set_value(self.session.plain.get_value().with_token(token.access_token));
                Ok(JsValue::TRUE)
            }
            Err(error) => Err(JsValue::from_bool(Failure::from(error).status().is_some_and(|status| status < 500))),
        }
    }

    /// For the one call that [`Account::call`] cannot make: the feed of changes, which does not end.
    pub(crate) fn client(self) -> Client {
        self.client.get_value()
    }

    /// Ends the session here. Even without an answer, nothing of it stays in this window.
    pub async fn sign_out(self) {
        let ended = self.call(|client| async move { client.delete_current_session().await }).await;
        if ended.is_ok() {
            self.session.leave(false);
        } else {
            // The cookie may still be there: a reload forgets all that memory holds and asks again.
            let _ = window().location().reload();
        }
    }

    /// An act of one's own has just ended the session: the sign-in page comes, without a word on why.
    pub fn ended(self) {
        self.session.leave(false);
    }

    /// Who is signed in, followed.
    pub fn me(self) -> Signal<Me> {
        self.me.into()
    }

    /// Tells what changed of who is signed in, once it is saved.
    pub fn set_me(self, me: Me) {
        self.me.set(me);
    }

    /// Changes how one is called, or the language one reads.
    pub async fn change_me(self, request: PatchMe) -> Result<(), Failure> {
        let call = self.call(move |client| {
            let request = request.clone();
            async move { client.patch_me(&request).await }
        });
        self.set_me(call.await?);
        Ok(())
    }

    /// Speaks another language with the server from now on, and reads its mails in it.
    pub async fn speak(self, lang: Lang) -> Result<(), Failure> {
        self.client.update_value(|client| *client = client.clone().with_language(lang.tag()));
        self.change_me(PatchMe { locale: Some(lang.tag().to_owned()), ..PatchMe::default() }).await
    }

    /// The organisations where one is active.
    pub fn memberships(self) -> Vec<MyMembership> {
        self.me.with(|me| me.memberships.iter().filter(|one| one.state == MemberState::Active).cloned().collect())
    }

    /// Where one works now, followed; nothing when no organisation has given a place yet.
    pub fn membership(self) -> Option<MyMembership> {
        let organisation = self.organisation.get()?;
        self.memberships().into_iter().find(|one| one.organisation_id == organisation)
    }

    /// Roles where one works now, followed.
    pub fn roles(self) -> Roles {
        self.membership().map(|one| one.roles.into_iter().collect()).unwrap_or_default()
    }

    /// The organisation one works in, for calls.
    ///
    /// # Panics
    /// Before an organisation is known: pages are drawn after.
    #[expect(clippy::expect_used, reason = "pages are drawn inside an organisation")]
    pub fn organisation(self) -> OrganisationId {
        self.organisation.get_untracked().expect("an organisation around a page")
    }

    /// Works in another organisation from now on.
    pub fn work_in(self, organisation: OrganisationId) {
        dom::remember(ORGANISATION, &organisation.to_string());
        self.organisation.set(Some(organisation));
    }
}

/// Where one begins: the organisation of last time if one is still active there, else the first.
fn starting_organisation(me: &Me, remembered: Option<&str>) -> Option<OrganisationId> {
    let active = || me.memberships.iter().filter(|one| one.state == MemberState::Active).map(|one| one.organisation_id);
    active().find(|id| Some(id.to_string().as_str()) == remembered).or_else(|| active().next())
}

/// Makes an attempt, and one more after a refresh when the first was not let in.
async fn twice<T, Attempt, Refresh>(
    attempt: impl Fn() -> Attempt,
    refresh: impl FnOnce() -> Refresh,
) -> Result<T, Failure>
where
    Attempt: Future<Output = Result<T, Failure>>,
    Refresh: Future<Output = Result<(), Failure>>,
{
    match attempt().await {
        Err(failure) if failure.status() == Some(401) => {
            refresh().await?;
            attempt().await
        }
        answer => answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabas_model::Problem;
    use std::{
        cell::Cell,
        future::ready,
        pin::pin,
        sync::Arc,
        task::{Context, Poll, Waker},
    };

    /// Runs a future whose every step is ready.
    fn run<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("a step was not ready"),
        }
    }

    fn refused(status: u16) -> Failure {
        Failure::Problem(Arc::new(Problem {
            kind: String::new(),
            title: String::new(),
            status,
            detail: String::new(),
            instance: String::new(),
            code: "unauthenticated".to_owned(),
            errors: Vec::new(),
        }))
    }

    #[test]
    fn an_ended_token_is_refreshed_once_and_the_call_made_again() {
        let (calls, refreshes) = (Cell::new(0), Cell::new(0));
        let attempt = || {
            calls.set(calls.get() + 1);
            ready(if calls.get() == 1 { Err(refused(401)) } else { Ok("rounds") })
        };
        let answer = run(twice(attempt, || {
            refreshes.set(refreshes.get() + 1);
            ready(Ok(()))
        }));
        assert_eq!((answer, calls.get(), refreshes.get()), (Ok("rounds"), 2, 1));
    }

    #[test]
    fn a_second_refusal_is_told_not_tried_for_ever() {
        let calls = Cell::new(0);
        let attempt = || {
            calls.set(calls.get() + 1);
            ready(Err::<(), _>(refused(401)))
        };
        assert_eq!(run(twice(attempt, || ready(Ok(())))), Err(refused(401)));
        assert_eq!(calls.get(), 2);
    }

    #[test]
    fn any_other_answer_is_not_tried_again() {
        let attempt = || ready(Err::<(), _>(refused(409)));
        let never = || -> std::future::Ready<Result<(), Failure>> { panic!("no refresh is due") };
        assert_eq!(run(twice(attempt, never)), Err(refused(409)));
    }
}
