//! What servers say in the log of the process, listened to: none of it may be about people (security LO-5).

use std::{
    io,
    sync::{
        Mutex, Once, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tracing_subscriber::EnvFilter;

/// What an operator's log holds, and more of ours. Statements are left out: slow ones are quoted there, and suites write
/// some of their own by hand.
const HEARD: &str = "info,cabas_api=debug,cabas_store=debug,sea_orm=warn,sqlx=off";

/// What the people and households of the suites are made of: addresses of mail, telephones, streets, names; and how an
/// access token begins.
const CANARIES: [&str; 14] = [
    "@",
    "+33",
    "06 12",
    "06 39",
    " rue ",
    " quai ",
    " place de ",
    "anari",
    "Foyer",
    "Famille",
    "Mme ",
    "Diallo",
    "Zanzibarine",
    "eyJ",
];

static LISTENING: Once = Once::new();
static LINES: AtomicUsize = AtomicUsize::new(0);
static LEAKS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Listens from now on, to every server of the process.
pub(crate) fn listen() {
    LISTENING.call_once(|| {
        let begun = tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new(HEARD))
            .with_writer(|| Ear)
            .with_ansi(false)
            .without_time()
            .try_init();
        begun.expect("nobody else listens");
    });
}

/// How many lines were heard so far.
pub fn lines() -> usize {
    LINES.load(Ordering::Relaxed)
}

/// The lines heard so far that say something about people. They are told once.
pub fn leaks() -> Vec<String> {
    std::mem::take(&mut *LEAKS.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Whether a line of a log says something about people.
pub fn says_too_much(line: &str) -> bool {
    CANARIES.iter().any(|canary| line.contains(canary))
}

/// Is given each line whole. Only those that say too much are kept.
struct Ear;

impl io::Write for Ear {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        LINES.fetch_add(1, Ordering::Relaxed);
        let text = String::from_utf8_lossy(line);
        if says_too_much(&text) {
            LEAKS.lock().unwrap_or_else(PoisonError::into_inner).push(text.trim_end().to_owned());
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_about_people_are_told_from_those_about_requests() {
        for line in [
            r#"WARN cabas_api::platform::worker: a mail did not leave to="awa@exemple.fr""#,
            r#"ERROR cabas_api::http::guard: request failed cause="8 rue des Canaris""#,
            "WARN cabas_store::db: +33612340007",
            "INFO cabas_api::http::guard: request target=/recipients?q=Foyer+7",
        ] {
            assert!(says_too_much(line), "{line}");
        }
        let request = r#"INFO cabas_api::http::guard: request request_id=0192f0c1-2b3c-7d4e-8f50-112233445566 method="GET" route="/api/v1/organisations/{organisation}/recipients/{id}" status=200 micros=612"#;
        assert!(!says_too_much(request));
    }
}
