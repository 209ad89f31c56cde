//! Fetching from servers in this process, on loopback: good ones, sloppy ones and hostile ones.

mod answers;
mod caching;
mod limits;
mod proxies;
mod reach;
mod redirects;
mod support;
mod tls;
