//! How mails leave: by SMTP, or as one file each in a folder.

use super::Mail;
use crate::platform::{Config, MailTarget, files};
use chrono::NaiveDate;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    address::Envelope,
    message::{Mailbox, header::ContentType},
    transport::smtp::response::{Category, Code, Severity},
};
use secrecy::ExposeSecret;
use std::path::PathBuf;
use uuid::Uuid;

/// Why a mail did not leave.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// Trying again is useless.
    #[error("the message is refused: {0}")]
    Refused(String),
    /// Trying again may help.
    #[error("the mail server did not take it: {0}")]
    Later(String),
}

/// The way out.
pub struct Post {
    from: Mailbox,
    host: String,
    way: Way,
}

enum Way {
    Dir(PathBuf),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

impl Post {
    /// # Errors
    /// [`PostError::Refused`] when a setting cannot be used.
    pub fn new(config: &Config) -> Result<Self, PostError> {
        let refuse = |e: &dyn std::fmt::Display| PostError::Refused(e.to_string());
        let from: Mailbox = config.mail_from.parse().map_err(|e| refuse(&e))?;
        let way = match &config.mail {
            MailTarget::Dir(path) => {
                files::folder(path).map_err(|e| refuse(&e))?;
                Way::Dir(path.clone())
            }
            MailTarget::Smtp(url) => {
                let builder =
                    AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret()).map_err(|e| refuse(&e))?;
                Way::Smtp(builder.timeout(Some(std::time::Duration::from_secs(15))).build())
            }
        };
        Ok(Self { from, host: config.base_url.host_str().unwrap_or("localhost").to_owned(), way })
    }

    /// Sends one mail, as it reads `today`. `id` makes its Message-ID, the same at each try (OB-1).
    ///
    /// # Errors
    /// [`PostError`] says whether to try again.
    pub async fn send(&self, id: Uuid, mail: &Mail, today: NaiveDate) -> Result<(), PostError> {
        let refuse = |e: &dyn std::fmt::Display| PostError::Refused(e.to_string());
        let (subject, text) = mail.compose(today);
        let to: Mailbox = mail.to.parse().map_err(|e| refuse(&e))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .message_id(Some(format!("<{id}@{}>", self.host)))
            .header(ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|e| refuse(&e))?;
        match &self.way {
            Way::Dir(dir) => {
                // Under another name first: whoever watches the folder sees whole messages only.
                let part = dir.join(format!("{id}.part"));
                let done = dir.join(format!("{id}.eml"));
                let later = |e: std::io::Error| PostError::Later(e.to_string());
                let write =
                    move || files::write(&part, &message.formatted()).and_then(|()| std::fs::rename(&part, &done));
                let written = tokio::task::spawn_blocking(write).await;
                written.map_err(|e| PostError::Later(e.to_string()))?.map_err(later)
            }
            Way::Smtp(server) => {
                let envelope: Envelope = message.envelope().clone();
                match server.send_raw(&envelope, &message.formatted()).await {
                    Ok(_) => Ok(()),
                    Err(e) if e.status().is_some_and(is_final) => Err(PostError::Refused(status(&e))),
                    Err(e) => Err(PostError::Later(status(&e))),
                }
            }
        }
    }
}

/// Says whether trying again is useless: a permanent refusal, but for one of ourselves. Our name, our password and our
/// encryption (53x, RFC 4954) are no fault of the address, and an operator puts them right.
fn is_final(code: Code) -> bool {
    code.severity == Severity::PermanentNegativeCompletion && code.category != Category::Unspecified3
}

/// The server's status only: its text may quote the address.
fn status(e: &lettre::transport::smtp::Error) -> String {
    e.status().map_or_else(|| "no answer".to_owned(), |s| s.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use lettre::transport::smtp::response::Detail;

    fn permanent(category: Category) -> Code {
        Code::new(Severity::PermanentNegativeCompletion, category, Detail::Zero)
    }

    #[test]
    fn a_refused_address_is_given_up_and_our_own_password_is_not() {
        assert!(is_final(permanent(Category::MailSystem)), "550");
        assert!(!is_final(permanent(Category::Unspecified3)), "530");
        let busy = Code::new(Severity::TransientNegativeCompletion, Category::MailSystem, Detail::One);
        assert!(!is_final(busy), "451");
    }
}
