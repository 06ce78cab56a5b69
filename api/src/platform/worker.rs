//! What runs beside requests: mails leave, imports are applied, the log is chained, old things are forgotten.

use super::App;
use crate::{
    imports,
    mail::{Mail, Post, PostError},
    rounds::close_overdue,
};
use cabas_store::{Actor, Checkpoint, Scope, StoreError, audit, outbox};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{sync::watch, task::JoinHandle, time::MissedTickBehavior};

/// Starts the workers. They end when `stop` changes.
pub(super) fn start(app: &App, post: Post, stop: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    let post = Arc::new(post);
    vec![
        tokio::spawn(mails(app.clone(), post, stop.clone())),
        tokio::spawn(imports::worker(app.clone(), stop.clone())),
        tokio::spawn(every(Duration::from_millis(500), stop.clone(), {
            let app = app.clone();
            let first = Arc::new(AtomicBool::new(true));
            move || {
                let (app, whole) = (app.clone(), first.swap(false, Ordering::Relaxed));
                async move {
                    let mut grown = whole;
                    while audit::chain(&app.store, whole).await? > 0 {
                        grown = true;
                    }
                    if grown { keep_checkpoint(&app).await } else { Ok(()) }
                }
            }
        })),
        tokio::spawn(every(Duration::from_mins(10), stop.clone(), {
            let app = app.clone();
            move || {
                let app = app.clone();
                async move {
                    forget(&app).await?;
                    close_overdue(&app).await
                }
            }
        })),
    ]
}

/// Sends what is due: at once after a commit that put something in the outbox, and every second for what was put
/// off or came from another instance.
async fn mails(app: App, post: Arc<Post>, mut stop: watch::Receiver<bool>) {
    let mut ticks = app.store.ticks();
    while !*stop.borrow() {
        if let Err(e) = send_due(&app, &post).await {
            tracing::warn!(error = %e, "the outbox could not be read");
        }
        tokio::select! {
            _ = stop.changed() => break,
            _ = ticks.changed() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

async fn send_due(app: &App, post: &Post) -> Result<(), StoreError> {
    loop {
        let leased = outbox::lease(&app.store, 20).await?;
        if leased.is_empty() {
            return Ok(());
        }
        for message in leased {
            let mail: Mail = match message.open(&app.store) {
                Ok(mail) => mail,
                Err(e) => {
                    outbox::settle(&app.store, &message, &outbox::Sent::GiveUp(e.to_string())).await?;
                    continue;
                }
            };
            let sent = match post.send(message.id, &mail).await {
                Ok(()) => outbox::Sent::Done,
                Err(e @ PostError::Refused(_)) => outbox::Sent::GiveUp(e.to_string()),
                Err(e @ PostError::Later(_)) => outbox::Sent::Retry(e.to_string()),
            };
            match &sent {
                outbox::Sent::Done => metrics::counter!("cabas_mails_sent_total").increment(1),
                other => {
                    metrics::counter!("cabas_mails_failed_total").increment(1);
                    tracing::warn!(message = %message.id, kind = message.kind, outcome = ?other, "a mail did not leave");
                }
            }
            outbox::settle(&app.store, &message, &sent).await?;
        }
    }
}

/// Keeps where the chains end, beside the database and not in it.
async fn keep_checkpoint(app: &App) -> Result<(), StoreError> {
    let text = Checkpoint::take(&app.store).await?.text();
    let path = app.config.checkpoint_file();
    let fresh = path.with_extension("new");
    let kept = async {
        tokio::fs::write(&fresh, text).await?;
        tokio::fs::rename(&fresh, &path).await
    };
    if let Err(e) = kept.await {
        tracing::warn!(error = %e, "the checkpoint of the audit logs could not be kept");
    }
    Ok(())
}

async fn forget(app: &App) -> Result<(), StoreError> {
    app.limits.sweep();
    let tx = app.store.write(Scope::System, Actor::System).await?;
    tx.forget_old_keys().await?;
    tx.forget_old_events().await?;
    tx.forget_old_imports().await?;
    tx.commit().await
}

async fn every<F, Fut>(period: Duration, mut stop: watch::Receiver<bool>, work: F)
where
    F: Fn() -> Fut + Send,
    Fut: Future<Output = Result<(), StoreError>> + Send,
{
    let mut timer = tokio::time::interval(period);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            _ = timer.tick() => {
                if let Err(e) = work().await {
                    tracing::warn!(error = %e, "background work failed");
                }
            }
        }
    }
}
