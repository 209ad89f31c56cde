//! Two threads on one stream: hashing on one side, encryption or decryption on the other.
//!
//! Hashing is the dearer half (about six times AES-GCM), so it runs in the calling thread beside the reading of the
//! file, and the other thread hides behind it. The queue is short and its buffers go round, so memory stays flat.

use std::io::{self, Read, Write};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

const BUFFER: usize = 1 << 18;
const DEPTH: usize = 4;

/// Runs `produce` in this thread with a writer whose octets another thread passes to `consumer`.
///
/// Returns what `produce` returned, and the consumer, or the error it met. When the consumer fails, the writer fails
/// too with a broken pipe; the caller should then report the consumer's error, which is the cause.
pub(crate) fn write_behind<W: Write + Send, T>(
    consumer: W,
    produce: impl FnOnce(&mut BehindWriter) -> T,
) -> (T, io::Result<W>) {
    let (full_sender, full_receiver) = bounded::<Vec<u8>>(DEPTH);
    let (empty_sender, empty_receiver) = bounded::<Vec<u8>>(DEPTH);
    thread::scope(|scope| {
        let worker = scope.spawn(move || {
            let mut consumer = consumer;
            for mut buffer in full_receiver {
                consumer.write_all(&buffer)?;
                buffer.clear();
                // Nobody may be left to reuse it; then it is simply freed.
                let _ = empty_sender.try_send(buffer);
            }
            Ok(consumer)
        });
        let mut writer = BehindWriter { buffer: Vec::with_capacity(BUFFER), full: full_sender, empty: empty_receiver };
        let produced = produce(&mut writer);
        let flushed = writer.flush();
        drop(writer);
        let consumed = worker.join().unwrap_or_else(|_| Err(io::Error::other("the writing thread panicked")));
        (produced, consumed.and_then(|consumer| flushed.map(|()| consumer)))
    })
}

/// The writing end of [`write_behind`].
pub(crate) struct BehindWriter {
    buffer: Vec<u8>,
    full: Sender<Vec<u8>>,
    empty: Receiver<Vec<u8>>,
}

impl Write for BehindWriter {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let room = BUFFER.saturating_sub(self.buffer.len());
        let taken = data.len().min(room);
        let (head, _) = data.split_at(taken);
        self.buffer.extend_from_slice(head);
        if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let fresh = self.empty.try_recv().unwrap_or_else(|_| Vec::with_capacity(BUFFER));
        let full = std::mem::replace(&mut self.buffer, fresh);
        self.full.send(full).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

/// Runs `consume` in this thread with a reader that another thread fills from `source`.
///
/// Whatever `consume` leaves unread is read and thrown away, so that the source is always at its end afterwards:
/// a tag that covers all of it can then be compared, whatever the consumer thought of the content.
pub(crate) fn read_ahead<R: Read + Send, T>(
    source: R,
    consume: impl FnOnce(&mut AheadReader) -> T,
) -> (T, io::Result<R>) {
    let (full_sender, full_receiver) = bounded::<Vec<u8>>(DEPTH);
    let (empty_sender, empty_receiver) = bounded::<Vec<u8>>(DEPTH);
    thread::scope(|scope| {
        let worker = scope.spawn(move || {
            let mut source = source;
            loop {
                let mut buffer = empty_receiver.try_recv().unwrap_or_else(|_| Vec::with_capacity(BUFFER));
                buffer.clear();
                let count = source.by_ref().take(BUFFER as u64).read_to_end(&mut buffer)?;
                if count == 0 || full_sender.send(buffer).is_err() {
                    return Ok(source);
                }
            }
        });
        let mut reader = AheadReader { buffer: Vec::new(), position: 0, full: full_receiver, empty: empty_sender };
        let consumed = consume(&mut reader);
        //= spec/cms-profile.md#nothing-before-the-tag
        //# Until the tag verifies, whatever the decrypted octets look like MUST be reported as not authentic.
        while reader.refill() {}
        drop(reader);
        let source = worker.join().unwrap_or_else(|_| Err(io::Error::other("the reading thread panicked")));
        (consumed, source)
    })
}

/// The reading end of [`read_ahead`].
pub(crate) struct AheadReader {
    buffer: Vec<u8>,
    position: usize,
    full: Receiver<Vec<u8>>,
    empty: Sender<Vec<u8>>,
}

impl AheadReader {
    fn refill(&mut self) -> bool {
        match self.full.recv() {
            Ok(next) => {
                let _ = self.empty.try_send(std::mem::replace(&mut self.buffer, next));
                self.position = 0;
                true
            }
            Err(_) => {
                self.buffer.clear();
                self.position = 0;
                false
            }
        }
    }
}

impl Read for AheadReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.buffer.len() && !self.refill() {
            return Ok(0);
        }
        let available = self.buffer.get(self.position..).unwrap_or_default();
        let count = available.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), available.get(..count)) {
            to.copy_from_slice(from);
        }
        self.position += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(len: usize) -> Vec<u8> {
        (0..len).map(|n| (n % 251) as u8).collect()
    }

    #[test]
    fn what_goes_in_comes_out_in_order() {
        for len in [0, 1, BUFFER - 1, BUFFER, BUFFER + 1, 20 * BUFFER + 7] {
            let sent = content(len);
            let (_, received) = write_behind(Vec::new(), |writer| writer.write_all(&sent));
            assert_eq!(received.unwrap(), sent);
            let mut read = Vec::new();
            let (_, source) = read_ahead(&sent[..], |reader| reader.read_to_end(&mut read));
            assert_eq!(read, sent);
            assert!(source.unwrap().is_empty());
        }
    }

    #[test]
    fn an_unread_rest_is_still_taken_from_the_source() {
        let sent = content(9 * BUFFER);
        let (first, source) = read_ahead(&sent[..], |reader| reader.read(&mut [0; 10]).unwrap());
        assert_eq!(first, 10);
        assert!(source.unwrap().is_empty());
    }

    #[test]
    fn a_failing_consumer_stops_the_producer_and_its_error_comes_back() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::Error::from(io::ErrorKind::StorageFull))
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let (produced, consumed) = write_behind(Full, |writer| writer.write_all(&content(50 * BUFFER)));
        assert_eq!(produced.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        assert_eq!(consumed.map(|_| ()).unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}
