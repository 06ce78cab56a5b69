//! The page where the demo's mails are read: there for demo data on loopback with mails in a folder, absent otherwise.

use cabas_kernel::Role;
use cabas_model::invitations::CreateInvitation;
use cabas_testkit::{TestApp, reqwest};

/// Where the demo is served.
const HERE: (&str, &str) = ("CABAS_BASE_URL", "http://127.0.0.1");

/// A data folder, with or without the file that says it holds the demo town.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(is_demo: bool) -> Self {
        let path = std::env::temp_dir().join(format!("cabas-demo-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir_all(&path).unwrap();
        if is_demo {
            std::fs::write(path.join("demo-sign-in.txt"), "Les Halles (demo)\n").unwrap();
        }
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn page(app: &TestApp, language: &str) -> (u16, String) {
    let request = reqwest::Client::new().get(format!("{}/demo/mails", app.url()));
    let answer = request.header("accept-language", language).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn a_newcomer_follows_the_links_of_the_demo_s_mails() {
    let data = Folder::new(true);
    let app = TestApp::with(&[("CABAS_DATA_DIR", data.0.to_str().unwrap()), HERE]).await;
    let (status, empty) = page(&app, "fr").await;
    assert_eq!(status, 200);
    assert!(empty.contains("Aucun e-mail"), "{empty}");
    let org = app.organisation("Les Halles").await;
    let ask = CreateInvitation { email: "ines@exemple.fr".into(), roles: vec![Role::Volunteer], note: None };
    org.admin.client.create_invitation(org.id, &ask).await.unwrap();
    let link = format!("http://127.0.0.1/invitation#token={}", app.mail("ines@exemple.fr", 1).await.token());
    let (_, shown) = page(&app, "en").await;
    assert!(shown.contains(&format!("<a href=\"{link}\">{link}</a>")), "{shown}");
    assert!(shown.contains("To: ines@exemple.fr") && shown.contains("<html lang=\"en\">"), "{shown}");
    assert!(shown.contains("<h2>Les Halles vous invite"), "{shown}");
}

#[tokio::test]
async fn there_is_no_such_page_without_demo_data_nor_beyond_loopback_nor_with_a_mail_server() {
    let (demo, other) = (Folder::new(true), Folder::new(false));
    let (demo, other) = (demo.0.to_str().unwrap(), other.0.to_str().unwrap());
    for settings in [
        vec![("CABAS_DATA_DIR", other), HERE],
        vec![("CABAS_DATA_DIR", demo), HERE, ("CABAS_BIND", "0.0.0.0:0")],
        vec![("CABAS_DATA_DIR", demo), HERE, ("CABAS_MAIL", "smtp://127.0.0.1:1")],
        vec![("CABAS_DATA_DIR", demo), ("CABAS_BASE_URL", "http://cabas.test")],
        vec![("CABAS_DATA_DIR", demo), ("CABAS_BASE_URL", "https://cabas.exemple.fr"), ("CABAS_DEV_COOKIE", "0")],
    ] {
        // A folder knows the keys of one database only.
        let _ = std::fs::remove_file(std::path::Path::new(demo).join("secrets"));
        let app = TestApp::with(&settings).await;
        assert_eq!(page(&app, "fr").await.0, 404, "{settings:?}");
    }
}

#[tokio::test]
async fn figures_and_the_demo_s_mails_are_not_for_whoever_asks_through_a_proxy_or_by_another_name() {
    let data = Folder::new(true);
    let app = TestApp::with(&[("CABAS_DATA_DIR", data.0.to_str().unwrap()), HERE]).await;
    for path in ["/metrics", "/demo/mails", "/demo/mails.css"] {
        let ask = async |name: &str, value: &str| {
            let request = reqwest::Client::new().get(format!("{}{path}", app.url()));
            request.header(name, value).send().await.unwrap().status().as_u16()
        };
        assert_eq!(ask("accept", "*/*").await, 200, "{path}");
        for (name, value) in [
            ("host", "cabas.exemple.fr"),
            ("host", "cabas.exemple.fr:8080"),
            ("forwarded", "for=127.0.0.1"),
            ("via", "1.1 proxy"),
            ("x-forwarded-for", "127.0.0.1"),
            ("x-forwarded-proto", "https"),
            ("x-real-ip", "127.0.0.1"),
        ] {
            assert_eq!(ask(name, value).await, 404, "{path} with {name}: {value}");
        }
    }
}
