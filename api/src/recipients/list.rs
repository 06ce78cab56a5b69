//! `GET /organisations/{organisation}/recipients`

use crate::{
    http::{Checked, Cx, Done, Failure, Inside, Outcome, TooOften, gate},
    platform::{limits::Act, phones},
};
use actix_web::get;
use cabas_kernel::{Phone, fold, time::local_day};
use cabas_model::{
    Code, FieldError, Page,
    recipients::{RecipientQuery, RecipientSummary},
};
use cabas_store::{Read, organisations, recipients};
use chrono_tz::Tz;

/// A search says at least so much (EN-1).
const SEARCH: usize = 3;

gate!(member ReadRecipients, pii: full);

/// List or search the organisation's households. Every list is noted as a look at those it shows.
#[utoipa::path(
    operation_id = "list_recipients", tag = "recipients",
    params(("organisation" = uuid::Uuid, Path), RecipientQuery),
    responses((status = 200, body = Page<RecipientSummary>), Inside, Checked, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/recipients")]
pub(super) async fn list_recipients(cx: Cx<Gate>) -> Outcome<Done<Page<RecipientSummary>>> {
    let query: RecipientQuery = cx.query()?;
    let after = cx.after(query.cursor.as_deref())?;
    let purpose = if let Some(text) = &query.q {
        long_enough(text)?;
        cx.limit(Act::Search, &cx.person()?.to_string())?;
        "recipient_search"
    } else {
        "recipient_list"
    };
    let read = cx.read_indexed().await?;
    let (filter, phone) = filter(&read, &query).await?;
    let page = match phone {
        Some(phone) => Page { items: recipients::with_phone(&read, &filter, &phone).await?, next_cursor: None },
        None => recipients::list_recipients(&read, &filter, after, query.limit.unwrap_or(25)).await?,
    };
    drop(read);
    cx.look(purpose, None, None, page.items.iter().map(|r| r.id).collect()).await?;
    Ok(Done(cx.page(page)))
}

fn long_enough(text: &str) -> Result<(), Failure> {
    if fold(text).chars().count() >= SEARCH {
        return Ok(());
    }
    Err(Failure::fields(vec![FieldError::new("/q", "search_too_short").with("min", SEARCH)]))
}

/// What is asked for; a telephone number is looked up by itself.
async fn filter(read: &Read, query: &RecipientQuery) -> Result<(recipients::Filter, Option<Phone>), Failure> {
    let (organisation, _) = organisations::organisation(read).await?.ok_or(Code::NotFound)?;
    let zone: Tz = organisation.zone.parse().unwrap_or(Tz::UTC);
    let phone = query.q.as_deref().and_then(|text| phones::read(text, &organisation.country));
    let filter = recipients::Filter {
        text: query.q.clone().filter(|_| phone.is_none()),
        status: query.status,
        to_place: query.to_place.unwrap_or(false),
        receives_on: query.receives_on,
        today: local_day(read.now(), zone),
    };
    Ok((filter, phone))
}
