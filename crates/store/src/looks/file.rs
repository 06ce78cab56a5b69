//! The one writer of the log's own file, on SQLite: a thread, which commits together the looks that came while it wrote.

use super::{
    Look,
    batch::{Answer, Batch, closed},
};
use crate::{
    StoreError,
    sqlite::{EMPTY_LOG, Log, WRITER_SETTINGS, bind, set_up},
};
use rusqlite::{Connection, OpenFlags};
use sea_orm::DbErr;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    thread,
};
use tokio::sync::{mpsc, oneshot};

/// What waits, at most; beyond, answers wait too.
const QUEUE: usize = 1024;
/// Looks in one commit, at most.
const BATCH: usize = 64;

const INSERT: &str = "INSERT INTO look_entries (organisation_id, actor_id, purpose, subject_id, day, recipient_ids, created_at) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Work that is no look: the log is chained, or pruned. It tells whoever asked.
type Work = Box<dyn FnOnce(&mut Connection) + Send>;

enum Job {
    Look(Look, Answer<()>),
    Run(Work),
    End(oneshot::Sender<()>),
}

/// Where the looks wait for their thread.
pub(super) struct Writer {
    queue: mpsc::Sender<Job>,
}

impl Writer {
    /// Opens the file and starts the thread, which ends with [`Writer::close`] or with the writer itself.
    pub(super) fn start(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        set_up(&connection, WRITER_SETTINGS)?;
        let log = Log::of(path);
        let (queue, mut waiting) = mpsc::channel(QUEUE);
        let work = move || {
            let mut jobs = Vec::with_capacity(BATCH);
            while waiting.blocking_recv_many(&mut jobs, BATCH) > 0 {
                // Whoever waits for what fell over is refused; those who come after are served.
                let worked = catch_unwind(AssertUnwindSafe(|| work_through(&mut connection, &mut jobs)));
                if worked.is_err() {
                    tracing::error!("the writer of the log of looks fell over, and goes on");
                }
                if let Ok(Some(ended)) = worked {
                    drop(connection);
                    // Whoever asked may have gone.
                    let _ = ended.send(());
                    return;
                }
                if log.is_long() {
                    // Whoever looked has been answered; a log that cannot be emptied now is tried again.
                    let _ = connection.execute_batch(EMPTY_LOG);
                    log.tried();
                }
            }
        };
        let failed = |e: std::io::Error| StoreError::Unavailable(DbErr::Custom(e.to_string()));
        thread::Builder::new().name("looks".into()).spawn(work).map_err(failed)?;
        Ok(Self { queue })
    }

    pub(super) async fn write(&self, look: Look) -> Result<(), StoreError> {
        self.ask(|answer| Job::Look(look, answer)).await
    }

    /// Has work done by the connection that writes, between looks.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, rusqlite::Error> + Send + 'static,
    ) -> Result<T, StoreError> {
        let job = |answer: Answer<T>| {
            Job::Run(Box::new(move |connection: &mut Connection| {
                // Whoever asked may have gone; what was asked is done all the same.
                let _ = answer.send(work(connection).map_err(Into::into));
            }))
        };
        self.ask(job).await
    }

    /// Ends the thread once what waits is written: the last connection puts the file's log away.
    pub(super) async fn close(&self) {
        let (ended, wait) = oneshot::channel();
        if self.queue.send(Job::End(ended)).await.is_ok() {
            // An error says that it has ended already.
            let _ = wait.await;
        }
    }

    async fn ask<T>(&self, job: impl FnOnce(Answer<T>) -> Job) -> Result<T, StoreError> {
        let (answer, wait) = oneshot::channel();
        self.queue.send(job(answer)).await.map_err(|_| closed())?;
        wait.await.map_err(|_| closed())?
    }
}

/// Does what has come: the looks in one commit, then the rest. Gives whom to tell when it was asked to end.
fn work_through(connection: &mut Connection, jobs: &mut Vec<Job>) -> Option<oneshot::Sender<()>> {
    let (mut batch, mut others, mut end) = (Batch::default(), Vec::new(), None);
    for job in jobs.drain(..) {
        match job {
            Job::Look(look, answer) => batch.add(look, answer),
            Job::Run(work) => others.push(work),
            Job::End(ended) => end = Some(ended),
        }
    }
    let written = write_all(connection, &batch.looks);
    batch.tell(written);
    for work in others {
        work(connection);
    }
    end
}

fn write_all(connection: &mut Connection, looks: &[Look]) -> Result<(), rusqlite::Error> {
    if looks.is_empty() {
        return Ok(());
    }
    let tx = connection.transaction()?;
    {
        let mut insert = tx.prepare_cached(INSERT)?;
        for look in looks {
            let (ids, at) = (look.ids(), look.at.micros());
            bind(
                &mut insert,
                &[&look.organisation.0, &look.actor.0, &look.purpose, &look.subject, &look.day, &ids, &at],
            )?;
            insert.raw_execute()?;
        }
    }
    tx.commit()
}
