//! Why a call did not succeed, as the interface sees it.

use cabas_client::ClientError;
use cabas_messages::{Lang, problems, ui};
use cabas_model::{Code, FieldError, Problem};
use std::sync::Arc;

/// A call that did not succeed. Cheap to clone, since several places of a page may tell it.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// No answer came: no network, or no server.
    Network,
    /// The server answered with a problem.
    Problem(Arc<Problem>),
}

impl Failure {
    /// Answers found wrong here, before the server was asked.
    pub fn fields(errors: Vec<FieldError>) -> Self {
        let code = Code::FieldsInvalid;
        Self::Problem(Arc::new(Problem {
            kind: code.urn(),
            title: String::new(),
            status: code.status(),
            detail: String::new(),
            instance: String::new(),
            code: code.as_str().to_owned(),
            errors,
        }))
    }

    /// The HTTP status, when there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Network => None,
            Self::Problem(problem) => Some(problem.status),
        }
    }

    /// The problem's code, when there was an answer.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Network => None,
            Self::Problem(problem) => Some(&problem.code),
        }
    }

    /// The fields concerned.
    pub fn errors(&self) -> &[FieldError] {
        match self {
            Self::Network => &[],
            Self::Problem(problem) => &problem.errors,
        }
    }

    /// What happened, what was kept, what to do. A code this version does not know shows the server's own words.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Network => ui::network(lang).to_owned(),
            Self::Problem(problem) => problems::sentence(lang, &problem.code, &[])
                .or_else(|| Some(problem.detail.clone()).filter(|detail| !detail.is_empty()))
                .unwrap_or_else(|| ui::unknown_problem(lang).to_owned()),
        }
    }
}

/// The sentence of one wrong field.
pub fn field_sentence(lang: Lang, error: &FieldError) -> String {
    let params: Vec<(&str, &str)> = error.params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    problems::sentence(lang, &error.code, &params).unwrap_or_else(|| ui::unknown_problem(lang).to_owned())
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Problem(problem) => Self::Problem(Arc::new(*problem)),
            // An answer that cannot be read comes from a server of another age, or from what stands before it.
            ClientError::Network(_) | ClientError::Unreadable(_) => Self::Network,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_api_has_a_title_and_a_sentence() {
        for lang in Lang::ALL {
            for code in Code::ALL {
                assert!(problems::title(lang, code.as_str()).is_some(), "{lang:?}: no title for {}", code.as_str());
                assert!(problems::sentence(lang, code.as_str(), &[]).is_some(), "{lang:?}: {}", code.as_str());
            }
        }
    }

    #[test]
    fn an_unknown_code_shows_the_server_s_words() {
        let problem = |detail: &str| {
            Failure::Problem(Arc::new(Problem {
                kind: String::new(),
                title: String::new(),
                status: 409,
                detail: detail.to_owned(),
                instance: String::new(),
                code: "newer_than_us".to_owned(),
                errors: Vec::new(),
            }))
        };
        assert_eq!(problem("Trop de paniers.").sentence(Lang::Fr), "Trop de paniers.");
        assert_eq!(problem("").sentence(Lang::Fr), ui::unknown_problem(Lang::Fr));
    }
}
