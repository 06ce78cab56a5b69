//! Bodies, read with a limit and without endless patience (DO-2, DO-4).

use super::Failure;
use actix_web::{error::PayloadError, web::Bytes};
use cabas_model::Code;
use futures_util::{Stream, StreamExt, stream::unfold};
use std::{io, pin::pin, time::Duration};
use tokio::time::{Instant, timeout_at};

/// How long a sender may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Between two pieces.
    pub(super) idle: Duration,
    /// For all of it.
    pub(super) whole: Duration,
}

/// What a person typed, or a list.
pub(super) const LETTER: Patience = Patience { idle: Duration::from_secs(10), whole: Duration::from_secs(15) };
/// A file, on a slow line.
pub(super) const PARCEL: Patience = Patience { idle: Duration::from_secs(10), whole: Duration::from_mins(2) };

/// A body that ends in an error when its sender takes too long.
pub(super) fn patient<S>(body: S, patience: Patience) -> impl Stream<Item = Result<Bytes, PayloadError>>
where
    S: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
{
    let end = Instant::now() + patience.whole;
    unfold(Some(body), move |body| async move {
        let mut body = body?;
        match timeout_at(end.min(Instant::now() + patience.idle), body.next()).await {
            Ok(piece) => piece.map(|piece| (piece, Some(body))),
            Err(_) => Some((Err(PayloadError::Io(io::ErrorKind::TimedOut.into())), None)),
        }
    })
    // Readers of forms ask again after the end.
    .fuse()
}

/// All of a body.
///
/// # Errors
/// [`Code::PayloadTooLarge`] beyond the limit, [`Code::RequestTimeout`] when it does not come.
pub(super) async fn read<S>(body: S, limit: usize, patience: Patience) -> Result<Vec<u8>, Failure>
where
    S: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
{
    let mut body = pin!(patient(body, patience));
    let mut bytes = Vec::new();
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|e| cut(&e))?;
        if bytes.len() + piece.len() > limit {
            return Err(Failure::from(Code::PayloadTooLarge).with("max", limit / 1024));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// Why a body ended before its end.
pub(crate) fn cut(e: &PayloadError) -> Failure {
    match e {
        PayloadError::Io(e) if e.kind() == io::ErrorKind::TimedOut => Code::RequestTimeout.into(),
        _ => Code::BadRequest.into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use futures_util::stream::{iter, pending, unfold};

    const SOON: Patience = Patience { idle: Duration::from_millis(40), whole: Duration::from_millis(200) };

    type Piece = Result<Bytes, PayloadError>;
    const PIECE: Piece = Ok(Bytes::from_static(b"ab"));

    #[tokio::test]
    async fn a_body_that_comes_is_read_up_to_its_limit() {
        assert_eq!(read(iter([PIECE, PIECE]), 4, SOON).await.unwrap(), b"abab");
        assert_eq!(read(iter([PIECE, PIECE]), 3, SOON).await.unwrap_err().code, Code::PayloadTooLarge);
    }

    #[tokio::test]
    async fn a_sender_who_stops_is_not_waited_for() {
        let stops = iter([PIECE]).chain(pending());
        assert_eq!(read(stops, 100, SOON).await.unwrap_err().code, Code::RequestTimeout);
    }

    #[tokio::test]
    async fn nor_is_one_who_sends_drop_by_drop() {
        let drops = Box::pin(unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            Some((PIECE, ()))
        }));
        assert_eq!(read(drops, usize::MAX, SOON).await.unwrap_err().code, Code::RequestTimeout);
    }
}
