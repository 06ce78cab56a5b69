//! What can go wrong on the way.

use cabas_model::Problem;

/// Why there is no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ClientError {
    /// The server said why.
    #[error("{}", .0.code)]
    Problem(Box<Problem>),
    /// The server could not be reached, or the answer was cut.
    #[error("network")]
    Network(String),
    /// The answer is not what this client knows: an older or newer server.
    #[error("unreadable")]
    Unreadable(String),
}

impl ClientError {
    /// The code of the problem, `network` or `unreadable`.
    pub fn code(&self) -> &str {
        match self {
            Self::Problem(p) => &p.code,
            Self::Network(_) => "network",
            Self::Unreadable(_) => "unreadable",
        }
    }
    /// The HTTP status, when there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(p) => Some(p.status),
            _ => None,
        }
    }
    /// The problem, when the server said one.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(p) => Some(p),
            _ => None,
        }
    }
}
