//! Framing: one JSON value per line, and no line without end.

use std::io;

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// The longest line, its line feed not counted: 8 MiB.
pub const LINE_LIMIT: usize = 8 * 1024 * 1024;

/// What a buffer may keep between two lines.
const KEPT: usize = 64 * 1024;

/// Why a connection's lines cannot be read or written any further.
#[derive(Debug, Error)]
pub(super) enum LineError {
    #[error("a line that is not what was agreed: {0}")]
    Broken(#[from] serde_json::Error),
    #[error("the connection ended within a line")]
    Cut,
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("a line of more than 8 MiB")]
    TooLong,
}

/// The values that arrive, one per line.
pub(super) struct Lines<R> {
    source: BufReader<R>,
    line: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(source: R) -> Self {
        Self { source: BufReader::new(source), line: Vec::new() }
    }

    /// The next value; nothing when the other side has ended. May be dropped half-way and called again.
    pub async fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, LineError> {
        loop {
            let arrived = self.source.fill_buf().await?;
            if arrived.is_empty() {
                return if self.line.is_empty() { Ok(None) } else { Err(LineError::Cut) };
            }
            let end = arrived.iter().position(|&byte| byte == b'\n');
            let text = &arrived[..end.unwrap_or(arrived.len())];
            if self.line.len() + text.len() > LINE_LIMIT {
                return Err(LineError::TooLong);
            }
            self.line.extend_from_slice(text);
            let consumed = end.map_or(arrived.len(), |end| end + 1);
            self.source.consume(consumed);
            if end.is_some() {
                return self.take_value();
            }
        }
    }

    fn take_value<T: DeserializeOwned>(&mut self) -> Result<Option<T>, LineError> {
        let value = serde_json::from_slice(&self.line);
        self.line.clear();
        self.line.shrink_to(KEPT);
        Ok(Some(value?))
    }
}

/// A value as a line, its line feed included.
pub(super) fn encode(value: &impl Serialize) -> Result<Vec<u8>, LineError> {
    let mut line = serde_json::to_vec(value)?;
    if line.len() > LINE_LIMIT {
        return Err(LineError::TooLong);
    }
    line.push(b'\n');
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn values_are_found_however_the_bytes_arrive() {
        use tokio::io::AsyncWriteExt;
        let (mut near, far) = tokio::io::duplex(3);
        let writing = tokio::spawn(async move { near.write_all(b"[1,2,3]\n\"two\\nlines\"\n").await });
        let mut lines = Lines::new(far);
        assert_eq!(lines.next::<Vec<u8>>().await.unwrap(), Some(vec![1, 2, 3]));
        assert_eq!(lines.next::<String>().await.unwrap(), Some("two\nlines".to_owned()));
        writing.await.unwrap().unwrap();
        assert!(lines.next::<String>().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_line_of_exactly_the_limit_is_read_and_one_more_byte_is_not() {
        let longest = encode(&"x".repeat(LINE_LIMIT - 2)).unwrap();
        assert!(Lines::new(&longest[..]).next::<String>().await.unwrap().is_some());
        assert!(matches!(encode(&"x".repeat(LINE_LIMIT - 1)), Err(LineError::TooLong)));
        let endless = vec![b' '; LINE_LIMIT + 1];
        assert!(matches!(Lines::new(&endless[..]).next::<String>().await, Err(LineError::TooLong)));
    }

    #[tokio::test]
    async fn half_a_line_is_told_apart_from_the_end() {
        assert!(matches!(Lines::new(&b"\"half"[..]).next::<String>().await, Err(LineError::Cut)));
    }
}
