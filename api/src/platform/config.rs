//! Configuration: one typed struct, read from `CABAS_*` and checked before anything starts (security BB-1).

use super::{local, passwords::Effort};
use cabas_store::Target;
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};
use url::Url;

/// Everything an operator can set. Printing it shows no secret.
#[derive(Clone, Debug)]
pub struct Config {
    pub bind: SocketAddr,
    pub database: Target,
    /// The URL as given, for migrations; never printed.
    pub database_url: secrecy::SecretString,
    pub data_dir: PathBuf,
    /// Streets and addresses of the region, as `cabas geo` builds them.
    pub region_dir: PathBuf,
    /// Public origin: the only source of links and of the `Origin` we accept.
    pub base_url: Url,
    pub mail: MailTarget,
    pub mail_from: String,
    pub json_logs: bool,
    /// Multiplies every limit and budget.
    pub rate_scale: f64,
    pub secret_file: PathBuf,
    /// Proxies whose `X-Forwarded-For` is believed, each in its shortest spelling.
    pub trusted_proxies: Vec<IpAddr>,
    /// Drops the cookie's `__Host-` prefix and `Secure`, for browsers that refuse them on plain loopback.
    pub dev_cookie: bool,
    pub workers: usize,
    /// Bytes that the imports of one organisation may take, files and previews together.
    pub import_quota: u64,
    /// Of hashing passwords.
    pub passwords: Effort,
}

/// Where mails go.
#[derive(Clone)]
pub enum MailTarget {
    /// One RFC 822 file per message.
    Dir(PathBuf),
    /// `smtp://`, `smtps://` with credentials: not printed.
    Smtp(secrecy::SecretString),
}

impl std::fmt::Debug for MailTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dir(path) => write!(f, "dir:{}", path.display()),
            Self::Smtp(_) => f.write_str("smtp://***"),
        }
    }
}

impl MailTarget {
    /// Reads `dir:`, `smtps://` or `smtp://`. Mails hold names and ways in, so they do not cross a network in clear
    /// text: beyond this machine, `smtp://` must ask for encryption. Without `tls=`, or with `tls=opportunistic`,
    /// whoever stands between may have it left out.
    fn read(text: String) -> Result<Self, ConfigError> {
        if let Some(path) = text.strip_prefix("dir:") {
            return Ok(Self::Dir(PathBuf::from(path)));
        }
        let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "smtp" | "smtps"));
        let host = url.as_ref().and_then(Url::host_str).filter(|host| !host.is_empty());
        let Some((url, host)) = url.as_ref().zip(host) else {
            return Err(refuse("CABAS_MAIL", "smtp://…, smtps://… or dir:/path"));
        };
        let tls = url.query_pairs().find(|(name, _)| name == "tls");
        let encrypted = url.scheme() == "smtps" || tls.is_some_and(|(_, how)| how == "required");
        if !encrypted && !local::is_loopback(host) {
            return Err(refuse(
                "CABAS_MAIL",
                "in clear text to this machine only: smtps://…, or smtp://…?tls=required",
            ));
        }
        Ok(Self::Smtp(text.into()))
    }
}

/// A setting that cannot be used, named.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {why}")]
pub struct ConfigError {
    pub name: &'static str,
    pub why: String,
}

fn refuse(name: &'static str, why: impl ToString) -> ConfigError {
    ConfigError { name, why: why.to_string() }
}

/// A whole number between what is least, which is also the default, and what is most.
fn measure(name: &'static str, given: Option<String>, least: u32, most: u32) -> Result<u32, ConfigError> {
    let Some(text) = given else { return Ok(least) };
    let fits = text.parse().ok().filter(|n: &u32| (least..=most).contains(n));
    fits.ok_or_else(|| refuse(name, format!("{least} to {most}")))
}

fn address(text: &str) -> Result<IpAddr, std::net::AddrParseError> {
    text.trim().parse().map(|ip: IpAddr| ip.to_canonical())
}

fn is_local(url: &Url) -> bool {
    url.host_str().is_some_and(local::is_private)
}

impl Config {
    /// Reads the process environment.
    ///
    /// # Errors
    /// The first setting that cannot be used.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_lookup(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))
    }

    /// Reads settings from anywhere; tests give theirs.
    ///
    /// # Errors
    /// The first setting that cannot be used.
    pub fn from_lookup(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let bind: SocketAddr = get("CABAS_BIND")
            .unwrap_or_else(|| "127.0.0.1:8080".into())
            .parse()
            .map_err(|_| refuse("CABAS_BIND", "an address and port such as 127.0.0.1:8080"))?;
        let data_dir = PathBuf::from(get("CABAS_DATA_DIR").unwrap_or_else(|| "data".into()));
        let database_url = get("CABAS_DATABASE_URL")
            .unwrap_or_else(|| format!("sqlite://{}", data_dir.join("cabas.sqlite").display()));
        let database = Target::from_url(&database_url).map_err(|e| refuse("CABAS_DATABASE_URL", e))?;
        let base_url = get("CABAS_BASE_URL").unwrap_or_else(|| format!("http://{bind}"));
        let base_url = Url::parse(&base_url).map_err(|e| refuse("CABAS_BASE_URL", e))?;
        if base_url.path() != "/" || base_url.query().is_some() || base_url.host_str().is_none() {
            return Err(refuse("CABAS_BASE_URL", "an origin only, such as https://cabas.exemple.fr"));
        }
        let mail = get("CABAS_MAIL").unwrap_or_else(|| format!("dir:{}", data_dir.join("mail").display()));
        let mail = MailTarget::read(mail)?;
        let json_logs = match get("CABAS_LOG").as_deref() {
            None | Some("json") => true,
            Some("text") => false,
            Some(_) => return Err(refuse("CABAS_LOG", "json or text")),
        };
        let rate_scale: f64 = get("CABAS_RATE_SCALE")
            .unwrap_or_else(|| "1".into())
            .parse()
            .ok()
            .filter(|s: &f64| s.is_finite() && *s > 0.0)
            .ok_or_else(|| refuse("CABAS_RATE_SCALE", "a number above 0"))?;
        let trusted_proxies = get("CABAS_TRUSTED_PROXIES")
            .map(|list| list.split(',').map(address).collect::<Result<Vec<_>, _>>())
            .transpose()
            .map_err(|_| refuse("CABAS_TRUSTED_PROXIES", "addresses separated by commas"))?
            .unwrap_or_default();
        let workers = match get("CABAS_WORKERS") {
            Some(n) => {
                n.parse().ok().filter(|n| (1..=64).contains(n)).ok_or_else(|| refuse("CABAS_WORKERS", "1 to 64"))?
            }
            None => std::thread::available_parallelism().map_or(2, usize::from).min(8),
        };
        let import_quota: u32 = get("CABAS_IMPORT_QUOTA_MIB")
            .unwrap_or_else(|| "1024".into())
            .parse()
            .ok()
            .filter(|mebibytes| (1..=1_048_576).contains(mebibytes))
            .ok_or_else(|| refuse("CABAS_IMPORT_QUOTA_MIB", "mebibytes, 1 to 1048576"))?;
        let (memory, passes) = ("CABAS_PASSWORD_MEMORY_KIB", "CABAS_PASSWORD_PASSES");
        let passwords = Effort {
            memory: measure(memory, get(memory), Effort::LEAST.memory, 1_048_576)?,
            passes: measure(passes, get(passes), Effort::LEAST.passes, 16)?,
        };
        let dev_cookie = get("CABAS_DEV_COOKIE").is_some_and(|v| v == "1");
        if dev_cookie && !(base_url.scheme() == "http" && is_local(&base_url)) {
            let why = "only where CABAS_BASE_URL is this machine over plain HTTP, such as http://localhost:8080";
            return Err(refuse("CABAS_DEV_COOKIE", why));
        }
        let host = base_url.host_str().unwrap_or("localhost").to_owned();
        Ok(Self {
            bind,
            database,
            database_url: database_url.into(),
            secret_file: get("CABAS_SECRET_FILE").map_or_else(|| data_dir.join("secrets"), PathBuf::from),
            region_dir: get("CABAS_REGION_DIR").map_or_else(|| data_dir.join("geo"), PathBuf::from),
            data_dir,
            base_url,
            mail,
            mail_from: get("CABAS_MAIL_FROM").unwrap_or_else(|| format!("Cabas <cabas@{host}>")),
            json_logs,
            rate_scale,
            trusted_proxies,
            dev_cookie,
            workers,
            import_quota: u64::from(import_quota).saturating_mul(1024 * 1024),
            passwords,
        })
    }

    /// Says whether the pages are for this machine alone: under any other name a proxy may stand before it.
    pub fn is_loopback(&self) -> bool {
        self.base_url.host_str().is_some_and(local::is_loopback)
    }

    /// Where the words to sign in to the demo town are kept: it is there exactly when the data are the demo's.
    pub fn demo_sign_in(&self) -> PathBuf {
        self.data_dir.join("demo-sign-in.txt")
    }

    /// The origin, without a trailing slash: what links begin with.
    pub fn origin(&self) -> String {
        self.base_url.as_str().trim_end_matches('/').to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_lookup(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    #[test]
    fn everything_has_a_closed_default() {
        let config = read(&[]).unwrap();
        assert!(config.bind.ip().is_loopback());
        assert!(!config.dev_cookie && config.trusted_proxies.is_empty());
    }

    #[test]
    fn a_bad_setting_is_named() {
        for (name, value) in [
            ("CABAS_BIND", "8080"),
            ("CABAS_DATABASE_URL", "mysql://x"),
            ("CABAS_BASE_URL", "https://a.fr/x"),
            ("CABAS_MAIL", "pigeon"),
            ("CABAS_MAIL", "smtp://"),
            ("CABAS_TRUSTED_PROXIES", "10.0.0.1, proxy"),
            ("CABAS_RATE_SCALE", "0"),
            ("CABAS_LOG", "xml"),
            ("CABAS_WORKERS", "none"),
            ("CABAS_IMPORT_QUOTA_MIB", "0"),
            ("CABAS_PASSWORD_MEMORY_KIB", "19456"),
            ("CABAS_PASSWORD_PASSES", "0"),
        ] {
            assert_eq!(read(&[(name, value)]).unwrap_err().name, name);
        }
    }

    #[test]
    fn printing_it_shows_no_secret() {
        let config =
            read(&[("CABAS_DATABASE_URL", "postgres://u:hunter2@db/x"), ("CABAS_MAIL", "smtps://u:hunter2@mail")])
                .unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn mails_cross_no_network_in_clear_text() {
        for url in [
            "smtps://u:p@mail.exemple.fr",
            "smtp://u:p@mail.exemple.fr?tls=required",
            "smtp://127.0.0.1:25",
            "smtp://[::1]",
            "smtp://localhost",
        ] {
            assert!(matches!(read(&[("CABAS_MAIL", url)]).unwrap().mail, MailTarget::Smtp(_)), "{url}");
        }
        for url in [
            "smtp://mail.exemple.fr",
            "smtp://10.0.0.1:25",
            "smtp://mail.exemple.fr?tls=opportunistic",
            "smtp://mail.exemple.fr?TLS=required",
            "smtp://mail.exemple.fr?tls=opportunistic&tls=required",
        ] {
            assert_eq!(read(&[("CABAS_MAIL", url)]).unwrap_err().name, "CABAS_MAIL", "{url}");
        }
    }

    #[test]
    fn the_cookie_of_development_is_for_this_machine_over_plain_http() {
        let with = |base: &str| read(&[("CABAS_DEV_COOKIE", "1"), ("CABAS_BASE_URL", base)]);
        for base in ["http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost:8080", "http://cabas.test"] {
            assert!(with(base).unwrap().dev_cookie, "{base}");
        }
        for base in ["https://cabas.exemple.fr", "http://cabas.exemple.fr", "http://0.0.0.0:8080", "https://localhost"]
        {
            assert_eq!(with(base).unwrap_err().name, "CABAS_DEV_COOKIE", "{base}");
        }
    }
}
