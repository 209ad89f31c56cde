//! Fetching from servers in this process, on loopback: good ones, sloppy ones and hostile ones.

#![expect(clippy::unwrap_used, reason = "what a test does not expect fails it")]

mod answers;
mod caching;
mod damaged;
mod limits;
mod proxies;
mod reach;
mod redirects;
mod support;
mod tls;
