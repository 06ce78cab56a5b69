//! `POST /organisations/{organisation}/address-lookups`

use crate::http::{Cx, Done, Inside, Outcome, Sent, gate};
use actix_web::post;
use cabas_geo::Found;
use cabas_model::address::{AddressAnswer, FindAddress, FoundAddress};

gate!(member WriteRecipients);

/// How many are offered.
const OFFERED: usize = 8;

/// Look for an address on the map, here: nothing is stored, and nothing is asked outside. What was written stands in the
/// body, since addresses of households are in no URL.
#[utoipa::path(
    operation_id = "find_address", tag = "geo", request_body = FindAddress,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 200, body = AddressAnswer), Inside, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/address-lookups")]
pub(super) async fn find_address(cx: Cx<Gate>) -> Outcome<Done<AddressAnswer>> {
    let ask: FindAddress = cx.body().await?;
    let region = &cx.app.region;
    let answer = if ask.begins { region.complete(&ask.text, OFFERED) } else { region.find(&ask.text, OFFERED) };
    Ok(Done(AddressAnswer {
        found: answer.found.into_iter().map(told).collect(),
        complement: answer.complement,
        known: region.knows_addresses(),
    }))
}

fn told(found: Found) -> FoundAddress {
    FoundAddress {
        number: found.number,
        street: found.street,
        postal_code: found.postcode,
        city: found.town,
        lat: found.place.lat(),
        lon: found.place.lon(),
        level: found.level,
        sure: Found::percent(found.sure),
        doubts: found.doubts,
    }
}
