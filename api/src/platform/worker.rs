//! What runs beside requests: mails leave, imports are applied, what comes round is made, the log is chained and its end noted
//! elsewhere, what is overdue is raised, old things are forgotten, figures are kept small, the clock is looked at.

use super::{App, checkpoints, clock::Watch, health};
use crate::{
    imports,
    invitations::note_bounce,
    mail::{Mail, Post, PostError},
    members::{end_suspensions, remind_overdue, warn_of_absent_admins},
    recurrences,
    rounds::close_overdue,
    sessions::{ASKED, Asked},
};
use cabas_store::{
    Actor, Scope, StoreError,
    audit::{self, Reach},
    outbox, retention,
};
use futures_util::FutureExt;
use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, Interval, MissedTickBehavior, interval, interval_at},
};

/// Starts the workers. They end when `stop` changes.
pub(super) fn start(app: &App, post: Post, stop: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    let post = Arc::new(post);
    let turns = Arc::new(AtomicU32::new(0));
    vec![
        supervised("mails", stop, {
            let app = app.clone();
            move |stop| mails(app.clone(), Arc::clone(&post), stop)
        }),
        supervised("imports", stop, {
            let app = app.clone();
            move |stop| imports::worker(app.clone(), stop)
        }),
        supervised("recurrences", stop, {
            let app = app.clone();
            move |stop| recurrences::worker(app.clone(), stop)
        }),
        supervised("audit", stop, {
            let app = app.clone();
            move |stop| {
                let (app, turns) = (app.clone(), Arc::clone(&turns));
                every(Duration::from_millis(500), stop, move || {
                    let (app, turn) = (app.clone(), turns.fetch_add(1, Ordering::Relaxed));
                    async move { chain(&app, turn).await }
                })
            }
        }),
        supervised("housekeeping", stop, {
            let app = app.clone();
            move |stop| {
                let app = app.clone();
                // A start has enough to do.
                let beat = interval_at(Instant::now() + SETTLED, Duration::from_mins(10));
                beating(beat, stop, move || {
                    let app = app.clone();
                    async move {
                        // What was not done is in the log already.
                        keep_house(&app).await;
                        Ok(())
                    }
                })
            }
        }),
        supervised("figures", stop, |stop| {
            every(Duration::from_secs(5), stop, || async {
                health::keep_figures();
                Ok(())
            })
        }),
        supervised("clock", stop, {
            let app = app.clone();
            move |stop| {
                let (app, watch) = (app.clone(), Watch::new(app.now()));
                every(Duration::from_secs(30), stop, move || {
                    watch.look(app.now());
                    async { Ok(()) }
                })
            }
        }),
        supervised("absences", stop, {
            let app = app.clone();
            move |stop| {
                let app = app.clone();
                every(Duration::from_hours(24), stop, move || {
                    let app = app.clone();
                    async move { warn_of_absent_admins(&app).await }
                })
            }
        }),
        supervised("checkpoints", stop, {
            let app = app.clone();
            move |stop| {
                let app = app.clone();
                every(Duration::from_hours(1), stop, move || {
                    let app = app.clone();
                    async move { checkpoints::keep(&app).await }
                })
            }
        }),
    ]
}

/// Chains both logs up to their ends; now and then what came late too, and after a start all that there is.
async fn chain(app: &App, turn: u32) -> Result<(), StoreError> {
    let reach = match turn {
        0 => Reach::Whole,
        turn if turn.is_multiple_of(20) => Reach::Late,
        _ => Reach::End,
    };
    while audit::chain(&app.store, reach).await? {}
    Ok(())
}

/// How long after a start the house is kept for the first time.
const SETTLED: Duration = Duration::from_mins(1);

/// How long a worker that fell over rests before it is started again.
const REST: Duration = Duration::from_secs(1);

/// Runs a worker until it ends by itself. One that falls over is told in the log and started again (RL-6).
pub(super) fn supervised<F, Fut>(name: &'static str, stop: &watch::Receiver<bool>, work: F) -> JoinHandle<()>
where
    F: Fn(watch::Receiver<bool>) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let mut stop = stop.clone();
    tokio::spawn(async move {
        while tokio::spawn(work(stop.clone())).await.is_err_and(|e| e.is_panic()) {
            tracing::error!(worker = name, "a worker fell over; it is started again");
            metrics::counter!("cabas_workers_fallen_total", "worker" => name).increment(1);
            tokio::select! {
                _ = stop.changed() => return,
                () = tokio::time::sleep(REST) => {}
            }
        }
    })
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
            let sent =
                if message.kind == ASKED { asked(app, &message).await } else { mailed(app, post, &message).await };
            if !matches!(sent, outbox::Sent::Done) {
                metrics::counter!("cabas_mails_failed_total").increment(1);
                tracing::warn!(message = %message.id, kind = message.kind, outcome = ?sent, "a mail did not leave");
            }
            if message.is_given_up(&sent) {
                given_up(app, &message).await;
            }
            outbox::settle(&app.store, &message, &sent).await?;
        }
    }
}

async fn mailed(app: &App, post: &Post, message: &outbox::Leased) -> outbox::Sent {
    let mail: Mail = match message.open(&app.store) {
        Ok(mail) => mail,
        Err(e) => return outbox::Sent::GiveUp(e.to_string()),
    };
    match post.send(message.id, &mail, app.now().date_naive()).await {
        Ok(()) => {
            metrics::counter!("cabas_mails_sent_total").increment(1);
            outbox::Sent::Done
        }
        Err(e @ PostError::Refused(_)) => outbox::Sent::GiveUp(e.to_string()),
        Err(e @ PostError::Later(_)) => outbox::Sent::Retry(e.to_string()),
    }
}

/// What a mail that never left means for its cause. Noted before the mail is settled, so that it is not forgotten by a
/// server that stops in between; a failure here keeps no other mail back.
async fn given_up(app: &App, message: &outbox::Leased) {
    // A note of what somebody asked for is no mail yet, and one that does not open is nobody's.
    let Ok(mail) = message.open::<Mail>(&app.store) else { return };
    if let Err(e) = note_bounce(app, &mail).await {
        tracing::warn!(message = %message.id, error = %e, "an invitation that did not arrive could not be noted");
    }
}

/// What somebody asked for becomes a mail, which is sent next.
async fn asked(app: &App, message: &outbox::Leased) -> outbox::Sent {
    match message.open::<Asked>(&app.store) {
        Ok(asked) => match asked.answer(app).await {
            Ok(()) => outbox::Sent::Done,
            Err(e) => outbox::Sent::Retry(e.to_string()),
        },
        Err(e) => outbox::Sent::GiveUp(e.to_string()),
    }
}

/// One round through the house: old things are forgotten, rounds that are over closed, suspensions that are over ended,
/// overdue freezes raised. Each duty has its turn, whatever became of those before it; the log names those that failed.
/// True when none did.
pub async fn keep_house(app: &App) -> bool {
    let duties = [
        ("forget", forget(app).boxed()),
        ("close rounds", close_overdue(app).boxed()),
        ("end suspensions", end_suspensions(app).boxed()),
        ("raise freezes", remind_overdue(app).boxed()),
    ];
    let mut is_all_done = true;
    for (duty, work) in duties {
        let done = AssertUnwindSafe(work).catch_unwind().await;
        is_all_done &= matches!(done, Ok(Ok(())));
        match done {
            Ok(Ok(())) => {}
            Ok(Err(e)) => tracing::warn!(duty, error = %e, "a duty of the house failed"),
            Err(_) => {
                tracing::error!(duty, "a duty of the house fell over");
                metrics::counter!("cabas_workers_fallen_total", "worker" => duty).increment(1);
            }
        }
    }
    is_all_done
}

async fn forget(app: &App) -> Result<(), StoreError> {
    app.limits.sweep();
    let tx = app.store.write(Scope::System, Actor::System).await?;
    tx.forget_old_keys().await?;
    tx.forget_old_events().await?;
    tx.forget_old_imports().await?;
    tx.commit().await?;
    retention::prune(&app.store).await
}

/// Works now, and then at each period, until `stop` changes.
async fn every<F, Fut>(period: Duration, stop: watch::Receiver<bool>, work: F)
where
    F: Fn() -> Fut + Send,
    Fut: Future<Output = Result<(), StoreError>> + Send,
{
    beating(interval(period), stop, work).await;
}

async fn beating<F, Fut>(mut beat: Interval, mut stop: watch::Receiver<bool>, work: F)
where
    F: Fn() -> Fut + Send,
    Fut: Future<Output = Result<(), StoreError>> + Send,
{
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            _ = beat.tick() => {
                if let Err(e) = work().await {
                    tracing::warn!(error = %e, "background work failed");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use std::sync::atomic::AtomicUsize;

    #[tokio::test]
    async fn a_worker_that_falls_over_is_started_again_and_one_that_ends_is_not() {
        let (_stop, stopped) = watch::channel(false);
        let starts = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&starts);
        let worker = supervised("test", &stopped, move |_| {
            let before = counted.fetch_add(1, Ordering::SeqCst);
            async move { assert_ne!(before, 0, "a defect") }
        });
        tokio::time::timeout(Duration::from_secs(10), worker).await.unwrap().unwrap();
        assert_eq!(starts.load(Ordering::SeqCst), 2);
    }
}
