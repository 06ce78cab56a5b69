//! Where a request comes from: the address that limits count by, and whether it was made on this machine.

use crate::platform::{Config, is_loopback};
use actix_web::{
    HttpRequest,
    http::{header, uri::Authority},
};
use std::net::{IpAddr, Ipv6Addr};

/// The network address a request comes from, as limits count it.
pub(super) fn address(config: &Config, request: &HttpRequest) -> String {
    let Some(peer) = peer(request) else { return "unknown".into() };
    if !config.trusted_proxies.contains(&peer) {
        return neighbourhood(peer);
    }
    let forwarded: Vec<&str> = request.headers().get_all("x-forwarded-for").filter_map(|v| v.to_str().ok()).collect();
    neighbourhood(forwarded_for(&forwarded, &config.trusted_proxies).unwrap_or(peer))
}

/// Says whether a request was made on this machine and passed on by nobody: it comes from loopback, to a name of
/// loopback, and no proxy left its mark. The name keeps out pages of elsewhere whose own name was made to lead here.
///
/// A proxy that writes nothing and hides the name it was asked by cannot be told from a person at the machine: what it
/// must keep back is said in docs/OPERATIONS.md.
pub(crate) fn is_of_this_machine(request: &HttpRequest) -> bool {
    let headers = request.headers();
    let passed_on = headers.keys().any(|name| {
        let name = name.as_str();
        name.starts_with("x-forwarded") || matches!(name, "forwarded" | "via" | "x-real-ip")
    });
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
    !passed_on && peer(request).is_some_and(|ip| ip.is_loopback()) && host.is_some_and(|h| is_loopback(h.host()))
}

/// The other end of the connection. A socket for both families dresses IPv4 addresses as IPv6.
fn peer(request: &HttpRequest) -> Option<IpAddr> {
    request.peer_addr().map(|address| address.ip().to_canonical())
}

/// The last address that no proxy of ours wrote. A proxy may add its line to the sender's, or a line of its own.
fn forwarded_for(lines: &[&str], proxies: &[IpAddr]) -> Option<IpAddr> {
    let mut hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
    hops.find_map(|hop| match hop.trim().parse::<IpAddr>() {
        Ok(ip) if proxies.contains(&ip.to_canonical()) => None,
        // What is no address was written by nobody of ours: nothing before it can be believed.
        read => Some(read.ok()),
    })?
}

/// An address, or the network of one: whoever has one IPv6 address has 2^64 of them.
fn neighbourhood(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() & (u128::MAX << 64)).to_string(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use actix_web::test::TestRequest;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_sender_is_the_last_address_that_no_proxy_of_ours_wrote() {
        let proxies = [ip("10.0.0.1"), ip("10.0.0.2")];
        let found = |lines: &[&str]| forwarded_for(lines, &proxies);
        assert_eq!(found(&["1.2.3.4, 5.6.7.8, 10.0.0.2"]), Some(ip("5.6.7.8")));
        assert_eq!(found(&["1.2.3.4", "5.6.7.8"]), Some(ip("5.6.7.8")), "the first line is the sender's own");
        assert_eq!(found(&["1.2.3.4, forged"]), None);
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn neighbours_of_one_network_share_a_bucket() {
        let of = |text: &str| neighbourhood(ip(text));
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn a_proxy_is_known_by_either_spelling_of_its_address() {
        for (peer, named) in [
            ("[::ffff:10.0.0.1]:80", "10.0.0.1"),
            ("10.0.0.1:80", "::ffff:10.0.0.1"),
            ("[::ffff:10.0.0.1]:80", "::ffff:10.0.0.1"),
        ] {
            let config = Config::from_lookup(|name| (name == "CABAS_TRUSTED_PROXIES").then(|| named.into())).unwrap();
            let request = TestRequest::default()
                .peer_addr(peer.parse().unwrap())
                .insert_header(("x-forwarded-for", "192.0.2.7"))
                .to_http_request();
            assert_eq!(address(&config, &request), "192.0.2.7", "{peer} named as {named}");
        }
    }

    #[test]
    fn only_who_asks_from_this_machine_by_its_own_name_and_directly_is_of_this_machine() {
        let asked = |peer: &str, headers: &[(&'static str, &'static str)]| {
            let request = TestRequest::default().peer_addr(peer.parse().unwrap());
            let request = headers.iter().fold(request, |request, header| request.insert_header(*header));
            is_of_this_machine(&request.to_http_request())
        };
        let here = ("host", "127.0.0.1:8080");
        for (peer, host) in
            [("127.0.0.1:9", "127.0.0.1:8080"), ("[::1]:9", "[::1]:8080"), ("[::ffff:127.0.0.1]:9", "localhost")]
        {
            assert!(asked(peer, &[("host", host)]), "{peer} at {host}");
        }
        assert!(!asked("192.0.2.1:9", &[here]), "from elsewhere");
        assert!(!asked("127.0.0.1:9", &[("host", "cabas.exemple.fr")]), "by another name");
        assert!(!asked("127.0.0.1:9", &[]), "by no name");
        for mark in ["forwarded", "via", "x-real-ip", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"] {
            assert!(!asked("127.0.0.1:9", &[here, (mark, "127.0.0.1")]), "{mark}");
        }
    }
}
