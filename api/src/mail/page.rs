//! The page of the demo's mails (decisions 26): nobody of the town has a mailbox, so a newcomer follows an invitation
//! or a round's link from here. It exists for demo data served on loopback under a name of loopback, with mails in a
//! folder, and answers nobody but this machine.

use super::written::{self, Written};
use crate::{
    http::{Outcome, is_of_this_machine, language},
    platform::{Config, MailTarget},
};
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    web::{self, ServiceConfig},
};
use cabas_messages::{Lang, demo_mails};
use cabas_model::Code;
use std::path::PathBuf;

/// At most so many on the page.
const SHOWN: usize = 100;

/// Where mails are written.
#[derive(Clone)]
struct Folder(PathBuf);

/// The folder to show, if it may be shown.
fn folder(config: &Config) -> Option<Folder> {
    let MailTarget::Dir(path) = &config.mail else { return None };
    let here = config.bind.ip().to_canonical().is_loopback() && config.is_loopback();
    (here && config.demo_sign_in().exists()).then(|| Folder(path.clone()))
}

/// Registers the page where it may be shown.
pub(crate) fn register(config: &Config, routes: &mut ServiceConfig) {
    if let Some(folder) = folder(config) {
        routes.app_data(web::Data::new(folder)).service(demo_mails_page).service(demo_mails_style);
    }
}

#[get("/demo/mails")]
async fn demo_mails_page(request: HttpRequest, folder: web::Data<Folder>) -> Outcome<HttpResponse> {
    check_machine(&request)?;
    let path = folder.0.clone();
    let read = web::block(move || written::newest(&path, SHOWN)).await.map_err(|_| Code::Internal)?;
    let page = document(language(&request), &read.map_err(|_| Code::Internal)?);
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(page))
}

#[get("/demo/mails.css")]
async fn demo_mails_style(request: HttpRequest) -> Outcome<HttpResponse> {
    check_machine(&request)?;
    Ok(HttpResponse::Ok().content_type("text/css; charset=utf-8").body(include_str!("page.css")))
}

/// For whoever asks from elsewhere, or through a proxy, the page is not there.
fn check_machine(request: &HttpRequest) -> Outcome<()> {
    if is_of_this_machine(request) { Ok(()) } else { Err(Code::NotFound.into()) }
}

fn document(l: Lang, mails: &[Written]) -> String {
    let mut list: String = mails.iter().map(|mail| article(l, mail)).collect();
    if mails.is_empty() {
        list = format!("<p>{}</p>", escaped(demo_mails::none(l)));
    }
    let (title, words, back) =
        (escaped(demo_mails::title(l)), escaped(demo_mails::words(l)), escaped(demo_mails::back(l)));
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"/demo/mails.css\"></head>\
         <body><main><h1>{title}</h1><p>{words}</p><p><a href=\"/\">{back}</a></p>{list}</main></body></html>",
        l.tag()
    )
}

fn article(l: Lang, mail: &Written) -> String {
    let text: Vec<String> = mail.text.trim_end().lines().map(line).collect();
    let to = escaped(&demo_mails::to(l, &mail.to));
    format!("<article><h2>{}</h2><p>{to}</p><pre>{}</pre></article>", escaped(&mail.subject), text.join("\n"))
}

/// A line of a mail. Links stand on lines of their own.
fn line(text: &str) -> String {
    let text = escaped(text);
    if text.starts_with("http://") || text.starts_with("https://") {
        return format!("<a href=\"{text}\">{text}</a>");
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_mail_says_cannot_become_part_of_the_page() {
        let mail = Written {
            to: "x@exemple.fr".to_owned(),
            subject: "<b>".to_owned(),
            text: "<script>\nhttps://cabas.test/a?b=\"&c\n".to_owned(),
        };
        let page = document(Lang::Fr, &[mail]);
        assert!(page.contains("&lt;b&gt;") && page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
        assert!(page.contains("<a href=\"https://cabas.test/a?b=&quot;&amp;c\">"), "{page}");
    }
}
