//! `cabas demo`: fills an empty database with a believable, fictitious town.

mod days;

use super::bootstrap_admin::invite_admin;
use crate::platform::{
    self, Config,
    clock::{RandomIds, SystemClock},
    passwords::Passwords,
};
use cabas_kernel::{
    Email, Role, Roles,
    id::{NodeId, OrganisationId, RecipientId},
    words::members::MemberState,
};
use cabas_messages::Lang;
use cabas_model::{
    organisations::{PutDepot, PutPackageKind, PutTimeSlot},
    recipients::CreateRecipient,
    rounds::TravelMode,
};
use cabas_store::{
    Actor, Scope, Store, Tx,
    accounts::{NewAccount, NewInvitation},
    vault,
};
use chrono::TimeDelta;
use serde::Deserialize;
use std::{collections::HashMap, error::Error, fmt::Write as _, fs, io::Write as _, path::Path, sync::Arc};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The town, as data: every person, street number and telephone in it is invented.
const TOWN: &str = include_str!("town.json");

#[derive(Deserialize)]
struct Town {
    organisation: String,
    people: Vec<Person>,
    households: Vec<CreateRecipient>,
    depot: PutDepot,
    package_kinds: Vec<PutPackageKind>,
    time_slots: Vec<PutTimeSlot>,
    rounds: Vec<PlannedRound>,
    /// Households that wait on today's board: from, until.
    unplanned: (usize, usize),
}

/// A round of the demo's days.
#[derive(Deserialize)]
struct PlannedRound {
    name: String,
    /// 0 for the demo's first day, 1 for the next.
    day: u32,
    mode: TravelMode,
    /// Whoever carries it; nobody's is opened to whoever takes it.
    who: Option<String>,
    /// From, until.
    households: (usize, usize),
    publish: bool,
    /// Stops already delivered.
    delivered: usize,
    /// The next one went wrong.
    problem: bool,
}

#[derive(Deserialize)]
struct Person {
    name: String,
    email: String,
    role: Role,
    /// Who vouched for them, by e-mail; nobody for the first admin.
    by: Option<String>,
    /// Whom `just up` tells how to sign in as.
    shown: bool,
}

pub(super) async fn run(config: &Config) -> Outcome<String> {
    let town: Town = serde_json::from_str(TOWN)?;
    let store = platform::open_store(config, Arc::new(SystemClock), Arc::new(RandomIds)).await?;
    let tx = store.write(Scope::System, Actor::System).await?;
    if tx.has_people().await? {
        return Err("the database is not empty: `cabas demo` fills an empty one only".into());
    }
    drop(tx);
    let filled = fill(&store, config, &town).await?;
    let words = filled.words.clone();
    days::live(config, store, &town, &filled).await?;
    keep(&config.demo_sign_in(), &words)?;
    Ok(words)
}

/// The people and households of the town, once they are in.
struct Filled {
    organisation: OrganisationId,
    /// How to sign in, for people to read.
    words: String,
    /// E-mail → passphrase.
    passphrases: HashMap<String, String>,
    households: Vec<RecipientId>,
}

async fn fill(store: &Store, config: &Config, town: &Town) -> Outcome<Filled> {
    let passwords = Passwords::new(config.passwords);
    let mut words = format!("{} (demo, everyone in it is fictitious)\n", town.organisation);
    let first = town.people.first().ok_or("the town is empty")?;
    // The first admin comes in as any first admin does.
    let link = invite_admin(store, &config.origin(), &town.organisation, &Email::parse(&first.email)?).await?;
    let token = link.rsplit('=').next().unwrap_or_default().to_owned();
    let tx = store.write(Scope::System, Actor::System).await?;
    let organisation = tx.organisation_named(&town.organisation).await?.ok_or("the organisation is missing")?.id;
    drop(tx);
    let mut nodes: HashMap<&str, NodeId> = HashMap::new();
    let mut passphrases = HashMap::new();
    for person in &town.people {
        let passphrase = passphrase();
        let hash = passwords.hash(passphrase.clone()).await.map_err(|e| e.to_string())?;
        let tx = store.write(Scope::Organisation(organisation), Actor::System).await?;
        let known = nodes.is_empty().then(|| vault::hash(token.as_bytes()));
        let by = person.by.as_deref().and_then(|email| nodes.get(email).copied());
        nodes.insert(&person.email, arrive(&tx, person, by, known, hash).await?);
        tx.commit().await?;
        passphrases.insert(person.email.clone(), passphrase.clone());
        if person.shown {
            let Person { name, email, role, .. } = person;
            let part = if *role == Role::Volunteer { "Volunteer" } else { "Coordinator" };
            let _ = write!(words, "\n{part} ({role}), {name}\n  e-mail:   {email}\n  password: {passphrase}\n");
        }
    }
    words.push_str("\nOn the sign-in page, choose to enter with a password (« Entrer avec un mot de passe »).\n");
    let tx = store.write(Scope::Organisation(organisation), Actor::System).await?;
    let mut households = Vec::new();
    for household in &town.households {
        households.push(tx.add_recipient(household.clone(), None).await?);
    }
    tx.commit().await?;
    Ok(Filled { organisation, words, passphrases, households })
}

/// Lets one person in by an invitation, like everybody else; gives their place in the tree.
async fn arrive(
    tx: &Tx,
    person: &Person,
    by: Option<NodeId>,
    known: Option<[u8; 32]>,
    hash: String,
) -> Outcome<NodeId> {
    let token_hash = if let Some(hash) = known {
        hash
    } else {
        let token_hash = rand::random();
        tx.add_invitation(NewInvitation {
            email: Email::parse(&person.email)?,
            roles: Roles::NONE.with(person.role),
            invited_by: by,
            note: None,
            token_hash,
            expires_at: tx.now() + TimeDelta::hours(1),
        })
        .await?;
        token_hash
    };
    let invitation = tx.invitation_by_token(token_hash).await?.ok_or("the invitation is missing")?;
    let account = NewAccount { display_name: &person.name, locale: Some(Lang::Fr.tag()), password_hash: Some(hash) };
    let made = tx.accept_invitation(&invitation, account, MemberState::Active).await?;
    tx.move_invitation(invitation.id, invitation.state, cabas_kernel::words::invitations::InvitationState::Accepted)
        .await?;
    Ok(tx.member(made.member).await?.ok_or("the member is missing")?.node)
}

/// Four words and a number: easy to type from a screen, far too many to guess.
fn passphrase() -> String {
    const WORDS: [&str; 32] = [
        "cabas",
        "panier",
        "farine",
        "poireau",
        "tilleul",
        "velours",
        "lanterne",
        "marelle",
        "galette",
        "ruisseau",
        "tartine",
        "noisette",
        "fenouil",
        "guidon",
        "sonnette",
        "parasol",
        "citron",
        "lavande",
        "moulin",
        "tambour",
        "cerise",
        "radis",
        "brioche",
        "colline",
        "etoile",
        "mirabelle",
        "passoire",
        "romarin",
        "sarrasin",
        "tricot",
        "violon",
        "zeste",
    ];
    let word = || WORDS.get(usize::from(rand::random::<u8>() % 32)).copied().unwrap_or("cabas");
    format!("{}-{}-{}-{}-{:06}", word(), word(), word(), word(), rand::random::<u32>() % 1_000_000)
}

/// Keeps the words in a file that only its owner reads.
fn keep(path: &Path, words: &str) -> Outcome<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?.write_all(words.as_bytes())?;
    Ok(())
}
