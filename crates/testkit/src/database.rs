//! A fresh database for each test.

use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use std::{path::Path, str::FromStr};

/// The URL of a database of one's own, with the schema in place on PostgreSQL (from a template).
pub(crate) async fn fresh(dir: &Path) -> String {
    match std::env::var("CABAS_TEST_POSTGRES") {
        Ok(superuser) => postgres(&superuser).await.expect("a PostgreSQL server for the tests"),
        Err(_) => format!("sqlite://{}", dir.join("cabas.sqlite").display()),
    }
}

const OWNER: &str = "cabas_test";

async fn postgres(superuser: &str) -> Result<String, sqlx::Error> {
    let options = PgConnectOptions::from_str(superuser)?;
    let mut admin = PgConnection::connect_with(&options).await?;
    // Every test is a process of its own: the first one makes the template, the others wait for it.
    let template = format!("cabas_template_{:x}", cabas_migrations::fingerprint());
    sqlx::query("SELECT pg_advisory_lock(20260)").execute(&mut admin).await?;
    let (known,): (bool,) = sqlx::query_as("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)")
        .bind(&template)
        .fetch_one(&mut admin)
        .await?;
    if !known {
        let (role,): (bool,) = sqlx::query_as("SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1)")
            .bind(OWNER)
            .fetch_one(&mut admin)
            .await?;
        if !role {
            run(&mut admin, format!("CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOBYPASSRLS")).await?;
        }
        run(&mut admin, format!("CREATE DATABASE {template}_new OWNER {OWNER}")).await?;
        cabas_migrations::up(&url(superuser, &format!("{template}_new"))).await.expect("the schema");
        run(&mut admin, format!("ALTER DATABASE {template}_new RENAME TO {template}")).await?;
    }
    let name = format!("cabas_{}", uuid::Uuid::new_v4().simple());
    run(&mut admin, format!("CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}")).await?;
    sqlx::query("SELECT pg_advisory_unlock(20260)").execute(&mut admin).await?;
    admin.close().await?;
    Ok(url(superuser, &name))
}

async fn run(admin: &mut PgConnection, sql: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(admin).await.map(|_| ())
}

/// Runs statements on a database, outside any scope.
pub(crate) async fn run_all(url: &str, statements: &[&str]) -> Result<(), sqlx::Error> {
    if url.starts_with("sqlite://") {
        let mut conn = sqlx::SqliteConnection::connect(url).await?;
        for statement in statements {
            sqlx::raw_sql(sqlx::AssertSqlSafe((*statement).to_owned())).execute(&mut conn).await?;
        }
        return conn.close().await;
    }
    let mut conn = PgConnection::connect(url).await?;
    run(&mut conn, "SELECT set_config('app.scope', 'system', false)".to_owned()).await?;
    for statement in statements {
        run(&mut conn, (*statement).to_owned()).await?;
    }
    conn.close().await
}

/// The one number that a query gives, outside any scope.
pub(crate) async fn number(url: &str, query: &str) -> Result<i64, sqlx::Error> {
    let query = sqlx::AssertSqlSafe(query.to_owned());
    if url.starts_with("sqlite://") {
        let mut conn = sqlx::SqliteConnection::connect(url).await?;
        let number = sqlx::query_scalar(query).fetch_one(&mut conn).await?;
        conn.close().await?;
        return Ok(number);
    }
    let mut conn = PgConnection::connect(url).await?;
    run(&mut conn, "SELECT set_config('app.scope', 'system', false)".to_owned()).await?;
    let number = sqlx::query_scalar(query).fetch_one(&mut conn).await?;
    conn.close().await?;
    Ok(number)
}

/// The same server, another database, the owner's role.
fn url(superuser: &str, database: &str) -> String {
    let (head, query) = superuser.split_once('?').map_or((superuser, String::new()), |(h, q)| (h, format!("?{q}")));
    let rest = head.split_once("://").map_or(head, |(_, rest)| rest);
    let host = rest.split_once('@').map_or(rest, |(_, host)| host).split('/').next().unwrap_or_default();
    format!("postgres://{OWNER}@{host}/{database}{query}")
}
