//! Names and addresses of this machine, as URLs and `Host` headers write them.

use std::net::IpAddr;

/// Says whether a host is this machine: a loopback address, `localhost`, or a name under it (RFC 6761).
pub(crate) fn is_loopback(host: &str) -> bool {
    match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => is_under(host, "localhost"),
    }
}

/// Says whether nobody else's browser finds a host: this machine's own, or a name kept for tests (RFC 6761).
pub(super) fn is_private(host: &str) -> bool {
    is_loopback(host) || is_under(host, "test")
}

fn is_under(host: &str, top: &str) -> bool {
    host.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case(top))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_many_names_and_no_other_has_one_of_them() {
        for host in
            ["127.0.0.1", "127.8.0.1", "[::1]", "::1", "[::ffff:127.0.0.1]", "localhost", "LOCALHOST", "a.localhost"]
        {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["", "10.0.0.1", "0.0.0.0", "[::]", "localhost.fr", "notlocalhost", "127.0.0.1.fr", "cabas.test"] {
            assert!(!is_loopback(host), "{host}");
        }
        assert!(is_private("cabas.test") && is_private("localhost") && !is_private("cabas.exemple.fr"));
    }
}
