//! `GET /organisations/{organisation}/recipients`

use crate::{
    http::{Checked, Cx, Done, Failure, Inside, Outcome, TooOften, gate},
    platform::{limits::Act, phones},
};
use actix_web::get;
use cabas_kernel::{Phone, fold};
use cabas_model::{
    Code, FieldError, Page,
    recipients::{RecipientQuery, RecipientSort, RecipientSummary},
};
use cabas_store::{Read, organisations, recipients};
use chrono::NaiveDate;

/// A search says at least so much (EN-1).
const SEARCH: usize = 3;

gate!(member ReadRecipients, pii: full);

/// List or search the organisation's households. Every list is noted as a look at those it shows. The order of names is
/// that of a telephone book: by family name, that is what is written in capitals, else the last word; titles (`Mme`,
/// `Famille`) do not count.
#[utoipa::path(
    operation_id = "list_recipients", tag = "recipients",
    params(("organisation" = uuid::Uuid, Path), RecipientQuery),
    responses((status = 200, body = Page<RecipientSummary>), Inside, Checked, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/recipients")]
pub(super) async fn list_recipients(cx: Cx<Gate>) -> Outcome<Done<Page<RecipientSummary>>> {
    let query: RecipientQuery = cx.query()?;
    let purpose = if let Some(text) = &query.q {
        long_enough(text)?;
        cx.limit(Act::Search, &cx.person()?.to_string())?;
        "recipient_search"
    } else {
        "recipient_list"
    };
    let read = cx.read_indexed().await?;
    let phone = match &query.q {
        Some(text) => phone(&read, text).await?,
        None => None,
    };
    let filter = filter(&query, phone.is_none(), cx.today()?);
    let page = match phone {
        // There is no page after it: a cursor is somebody else's.
        Some(_) if query.cursor.is_some() => return Err(Failure::field("/cursor", "cursor_invalid")),
        Some(phone) => Page { items: recipients::with_phone(&read, &filter, &phone).await?, next_cursor: None },
        None => page(&cx, &read, &filter, &query).await?,
    };
    drop(read);
    cx.look(purpose, None, None, page.items.iter().map(|r| r.id).collect()).await?;
    Ok(Done(cx.page(page)))
}

async fn page(
    cx: &Cx<Gate>,
    read: &Read,
    filter: &recipients::Filter,
    query: &RecipientQuery,
) -> Outcome<Page<RecipientSummary>> {
    let (cursor, limit) = (query.cursor.as_deref(), query.limit.unwrap_or(25));
    Ok(match query.sort {
        None => recipients::list_recipients(read, filter, cx.after(cursor)?, limit).await?,
        Some(RecipientSort::Name) => {
            let after = cursor.map(|cursor| rank(cx, cursor)).transpose()?;
            recipients::list_by_name(read, filter, after.as_ref(), limit).await?
        }
    })
}

fn rank(cx: &Cx<Gate>, cursor: &str) -> Result<recipients::Rank, Failure> {
    let position = cx.cursor().read(cursor)?;
    recipients::Rank::read(&position).ok_or_else(|| Failure::field("/cursor", "cursor_invalid"))
}

fn long_enough(text: &str) -> Result<(), Failure> {
    if fold(text).chars().count() >= SEARCH {
        return Ok(());
    }
    Err(Failure::fields(vec![FieldError::new("/q", "search_too_short").with("min", SEARCH)]))
}

/// A telephone number as it is written in the organisation's country: it is looked up by itself.
async fn phone(read: &Read, text: &str) -> Result<Option<Phone>, Failure> {
    let (organisation, _) = organisations::organisation(read).await?.ok_or(Code::NotFound)?;
    Ok(phones::read(text, &organisation.country))
}

fn filter(query: &RecipientQuery, by_text: bool, today: NaiveDate) -> recipients::Filter {
    recipients::Filter {
        text: query.q.clone().filter(|_| by_text),
        status: query.status,
        to_place: query.to_place.unwrap_or(false),
        receives_on: query.receives_on,
        today,
    }
}
