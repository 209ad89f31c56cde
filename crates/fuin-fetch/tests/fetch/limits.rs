//! Servers that answer slowly, endlessly, or with far too much.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use fuin_fetch::{Error, Fetcher};

use crate::support::{Server, config, ok, redirect};

/// Far below the time a server here would take, far above what a busy machine needs.
const PATIENCE: Duration = Duration::from_secs(15);

fn hasty() -> Fetcher {
    let mut config = config();
    config.limits.total = Duration::from_secs(1);
    Fetcher::new(config).unwrap()
}

/// A server that takes connections and says nothing until it is told to stop.
fn silent() -> (Server, Arc<AtomicBool>) {
    let over = Arc::new(AtomicBool::new(false));
    let until = Arc::clone(&over);
    let server = Server::raw(move |stream| {
        while !until.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(20));
        }
        drop(stream);
    });
    (server, over)
}

#[track_caller]
fn assert_times_out(server: &Server, fetcher: &Fetcher) {
    let started = Instant::now();
    let refused = fetcher.crl(&server.url("/"));
    assert!(matches!(refused, Err(Error::Time { limit, .. }) if limit == Duration::from_secs(1)), "{refused:?}");
    assert!(started.elapsed() >= Duration::from_millis(900));
    assert!(started.elapsed() < PATIENCE, "{:?}", started.elapsed());
}

#[test]
fn a_dripping_body_ends_with_the_time() {
    let server = Server::new(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")?;
        for _ in 0..1000 {
            stream.write_all(b"x")?;
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(())
    });
    assert_times_out(&server, &hasty());
}

#[test]
fn a_dripping_header_ends_with_the_time() {
    let server = Server::new(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nX: ")?;
        for _ in 0..1000 {
            stream.write_all(b"x")?;
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(())
    });
    assert_times_out(&server, &hasty());
}

#[test]
fn endless_interim_answers_end_with_the_time() {
    let server = Server::new(|_, stream| {
        loop {
            stream.write_all(b"HTTP/1.1 103 Early Hints\r\n\r\n")?;
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    let started = Instant::now();
    assert!(hasty().crl(&server.url("/")).is_err());
    assert!(started.elapsed() < PATIENCE);
}

#[test]
fn silence_ends_with_the_time_also_in_the_handshake() {
    let (server, over) = silent();
    assert_times_out(&server, &hasty());
    let started = Instant::now();
    assert!(matches!(hasty().crl(&server.https("/")), Err(Error::Time { .. })));
    assert!(started.elapsed() < PATIENCE);
    over.store(true, Ordering::SeqCst);
}

#[test]
fn a_silent_server_is_not_waited_for_as_long_as_a_slow_one() {
    let (server, over) = silent();
    let mut config = config();
    config.limits.silence = Duration::from_millis(300);
    let fetcher = Fetcher::new(config).unwrap();
    let started = Instant::now();
    let refused = fetcher.timestamp(&server.url("/"), b"x").unwrap_err();
    assert!(matches!(refused, Error::Silence { .. }) && refused.is_silence(), "{refused:?}");
    assert!(matches!(fetcher.crl(&server.https("/")), Err(Error::Silence { .. })));
    assert!(started.elapsed() < PATIENCE);
    over.store(true, Ordering::SeqCst);
}

/// CRLs of tens of megabytes are published, and not everybody's line is fast.
#[test]
fn a_long_list_that_keeps_coming_is_waited_for_and_nothing_else_is() {
    let server = Server::new(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")?;
        for _ in 0..20 {
            stream.write_all(&[0x30; 5000])?;
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    });
    let mut config = config();
    config.limits.total = Duration::from_secs(1);
    config.limits.crl_octets_per_second = std::num::NonZeroU32::new(5000).unwrap();
    let fetcher = Fetcher::new(config.clone()).unwrap();
    assert_eq!(fetcher.crl(&server.url("/")).unwrap().octets.len(), 100_000);
    assert!(matches!(fetcher.certificates(&server.url("/")), Err(Error::Time { .. })));
    // The end of the run is not put off.
    config.limits.run = Duration::from_millis(1500);
    assert!(Fetcher::new(config).unwrap().crl(&server.url("/")).is_err());
}

#[test]
fn a_slow_redirect_takes_from_the_same_time() {
    let server = Server::new(|_, stream| {
        std::thread::sleep(Duration::from_millis(700));
        stream.write_all(&redirect(302, "/next"))
    });
    assert_times_out(&server, &hasty());
    assert!(server.connections() <= 2);
}

#[test]
fn an_endless_body_ends_with_the_size() {
    let server = Server::new(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        loop {
            stream.write_all(&[0x30; 4096])?;
        }
    });
    let mut config = config();
    config.limits.answer = 100_000;
    config.limits.certificates = 200_000;
    config.limits.crl = 300_000;
    let fetcher = Fetcher::new(config).unwrap();
    let url = server.url("/");
    let limit = |refused: Result<(), Error>| match refused {
        Err(Error::Size { limit, .. }) => limit,
        other => panic!("{other:?}"),
    };
    assert_eq!(limit(fetcher.timestamp(&url, b"x").map(|_| ())), 100_000);
    assert_eq!(limit(fetcher.ocsp(&url, b"x").map(|_| ())), 100_000);
    assert_eq!(limit(fetcher.certificates(&url).map(|_| ())), 200_000);
    assert_eq!(limit(fetcher.crl(&url).map(|_| ())), 300_000);
}

#[test]
fn the_limit_itself_is_allowed_and_one_more_is_not() {
    let mut config = config();
    config.limits.crl = 5;
    let fetcher = Fetcher::new(config).unwrap();
    for (content, fits) in [(&b"12345"[..], true), (b"123456", false)] {
        let chunked = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}\r\n", content.len());
        let chunked = [chunked.as_bytes(), content, b"\r\n0\r\n\r\n"].concat();
        for answer in [ok("application/pkix-crl", "", content), chunked] {
            let server = Server::constant(answer);
            let fetched = fetcher.crl(&server.url("/")).map(|it| it.octets);
            match fits {
                true => assert_eq!(fetched.as_deref(), Ok(content)),
                false => assert!(matches!(fetched, Err(Error::Size { limit: 5, .. })), "{fetched:?}"),
            }
        }
    }
}

#[test]
fn a_length_that_is_too_large_is_refused_before_the_body() {
    let server = Server::constant("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n");
    assert!(matches!(hasty().crl(&server.url("/")), Err(Error::Size { .. })));
}

#[test]
fn huge_and_endless_headers_are_refused() {
    let server = Server::constant(format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\nx", "x".repeat(20_000)));
    let refused = Fetcher::new(config()).unwrap().crl(&server.url("/"));
    assert!(matches!(refused, Err(Error::HeaderSize { limit: 16_384, .. })), "{refused:?}");

    let server = Server::new(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
        loop {
            stream.write_all(b"X-Field: some value\r\n")?;
        }
    });
    let refused = Fetcher::new(config()).unwrap().crl(&server.url("/"));
    assert!(matches!(refused, Err(Error::HeaderSize { .. } | Error::NotHttp { .. })), "{refused:?}");

    let server = Server::constant(format!("HTTP/1.1 200 OK\r\n{}\r\nx", "X: y\r\n".repeat(129)));
    let refused = Fetcher::new(config()).unwrap().crl(&server.url("/"));
    assert!(matches!(refused, Err(Error::NotHttp { .. })), "{refused:?}");
}

#[test]
fn a_run_makes_only_so_many_requests() {
    let server = Server::constant(ok("application/pkix-crl", "", b"0"));
    let mut config = config();
    config.limits.requests = 2;
    let fetcher = Fetcher::new(config).unwrap();
    let url = server.url("/");
    assert!(fetcher.crl(&url).is_ok() && fetcher.crl(&url).is_ok());
    assert!(matches!(fetcher.crl(&url), Err(Error::Requests { limit: 2, .. })));
    assert_eq!((server.connections(), fetcher.requests()), (2, 2));
    assert!(fetcher.renewed().crl(&url).is_ok());
}

#[test]
fn a_run_takes_only_so_much_time() {
    let server = Server::new(|_, stream| {
        std::thread::sleep(Duration::from_millis(300));
        stream.write_all(&ok("application/pkix-crl", "", b"0"))
    });
    let mut config = config();
    config.limits.run = Duration::from_millis(200);
    let fetcher = Fetcher::new(config).unwrap();
    for expected in [1, 1] {
        let refused = fetcher.crl(&server.url("/"));
        assert!(matches!(refused, Err(Error::RunTime { .. })), "{refused:?}");
        assert_eq!(server.connections(), expected, "no second connection when the time is spent");
    }
}

#[test]
fn a_run_may_be_given_less_time_and_never_more() {
    let server = Server::new(|_, stream| {
        std::thread::sleep(Duration::from_millis(300));
        stream.write_all(&ok("application/pkix-crl", "", b"0"))
    });
    let url = server.url("/");
    let fetcher = Fetcher::new(config()).unwrap();
    let refused = fetcher.renewed_within(Duration::from_millis(100)).crl(&url);
    assert!(matches!(refused, Err(Error::RunTime { .. })), "{refused:?}");
    assert!(fetcher.crl(&url).is_ok(), "its time is its own");
    let mut config = config();
    config.limits.run = Duration::from_millis(100);
    let refused = Fetcher::new(config).unwrap().renewed_within(Duration::from_secs(60)).crl(&url);
    assert!(matches!(refused, Err(Error::RunTime { .. })), "{refused:?}");
}
