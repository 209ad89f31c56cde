//! The guide as one page for the intranet or the wall: no scripts, nothing from elsewhere, light and dark, on paper too.

use fuin::label::Axis;
use maud::{Markup, html};

use super::Guide;
use crate::report::page;
use crate::terminal::escape;

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--line:#c9ced6;--soft:#f2f4f7;--accent:#1f4e8c}\
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#15181c;--line:#3c434c;--soft:#20252b;--accent:#8ab4f8}}\
*{box-sizing:border-box}\
body{margin:0 auto;max-width:62rem;padding:1rem;color:var(--ink);background:var(--paper);\
font:0.95rem/1.5 system-ui,'Hiragino Sans','Yu Gothic UI','Noto Sans CJK JP',sans-serif}\
h1{font-size:1.4rem;line-height:1.25;margin:0 0 .3rem}\
h2{font-size:1.05rem;margin:1.1rem 0 .3rem;color:var(--accent);border-bottom:1px solid var(--line)}\
p,ul{margin:.3rem 0}ul{padding-left:1.2rem}\
small,.policy{color:inherit;opacity:.75;font-size:.85em}\
table{border-collapse:collapse;width:100%}\
th,td{text-align:left;vertical-align:top;padding:.2rem .5rem .2rem 0;border-bottom:1px solid var(--line)}\
th[scope=row]{white-space:nowrap}\
.axes{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:.3rem 1.2rem}\
.ask{background:var(--soft);padding:.5rem .8rem;border-left:.25rem solid var(--accent)}\
code{font-family:ui-monospace,monospace;font-size:.9em}\
@media(max-width:36rem){table.wide,.wide tbody,.wide tr,.wide th,.wide td{display:block;width:auto}\
.wide thead{display:none}.wide td{border:0;padding:.05rem 0}.wide tr{border-bottom:1px solid var(--line);padding:.3rem 0}\
.wide th{border:0;white-space:normal}.wide td[data-name]::before{content:attr(data-name) ': ';opacity:.75}}\
@page{size:A4;margin:9mm}\
@media print{:root{--ink:#000;--paper:#fff;--line:#999;--soft:#fff;--accent:#000}\
body{max-width:none;padding:0;font-size:6.6pt;line-height:1.22}h1{font-size:11pt}h2{font-size:8pt;margin:1.2mm 0 .4mm}\
p,ul{margin:.3mm 0}th,td{padding:.1mm 1.5mm .1mm 0}.columns{columns:2;column-gap:5mm}li,tr{break-inside:avoid}}";

/// The whole page.
pub(crate) fn page(guide: &Guide<'_>) -> String {
    let word = |key: &str| guide.messages.text(key, &[]);
    let title = escape(&guide.title());
    let body = html! {
        header {
            @if let Some(agency) = guide.agency { p { (escape(agency)) } }
            h1 { (word("guide-title")) }
            @for line in guide.policy_lines() { p class="policy" { (escape(&line)) } }
        }
        main {
            (grades(guide))
            (rules(guide))
            (restrictions(guide))
            (keys(guide))
            section class="ask" {
                h2 { (word("guide-ask")) }
                @for line in guide.contacts() { p { (escape(&line)) } }
            }
        }
        footer { p { small { (guide.messages.text("guide-written", &[("day", &guide.today.to_string())])) } } }
    };
    page::page(guide.messages.language(), &title, STYLE, &body)
}

fn grades(guide: &Guide<'_>) -> Markup {
    let word = |key: &str| guide.messages.text(key, &[]);
    html! {
        section {
            h2 { (word("guide-grades")) }
            p { (word("guide-grades-lead")) " " (guide.messages.text("guide-example", &[("example", &escape(&guide.example()))])) }
            div class="axes" {
                @for axis in Axis::ALL {
                    table {
                        caption { strong { (guide.axis(axis)) } }
                        tbody {
                            @for grade in guide.grades(axis) {
                                tr {
                                    th scope="row" { (escape(&grade.id)) @if grade.usual { " " small { "(" (word("guide-default")) ")" } } }
                                    td { (escape(&grade.name)) br; (escape(&grade.question)) }
                                }
                            }
                        }
                    }
                }
            }
            p { strong { (word("guide-horizons")) } }
            ul class="columns" { @for line in guide.horizons() { li { (escape(&line)) } } }
        }
    }
}

fn rules(guide: &Guide<'_>) -> Markup {
    html! {
        section {
            h2 { (guide.messages.text("guide-rules", &[])) }
            ul class="columns" {
                @for rule in guide.rules() { li { (escape(&rule.text)) " " small { "[" (escape(&rule.cited)) "]" } } }
            }
        }
    }
}

fn restrictions(guide: &Guide<'_>) -> Markup {
    html! {
        section {
            h2 { (guide.messages.text("guide-restrictions", &[])) }
            p { (guide.messages.text("guide-restrictions-lead", &[])) }
            ul class="columns" {
                @for row in guide.handling() {
                    li {
                        strong { (escape(&row.names.join(", "))) } " " small { "(" (guide.degree(row.degree)) ")" }
                        " " (escape(&row.does))
                    }
                }
            }
        }
    }
}

fn keys(guide: &Guide<'_>) -> Markup {
    let word = |key: &str| guide.messages.text(key, &[]);
    let names = ["guide-key-kind", "guide-key-chosen", "guide-key-signs", "guide-key-opens"].map(word);
    let [kind, chosen, signs, opens] = &names;
    html! {
        section {
            h2 { (word("guide-keys")) }
            p { (word("guide-keys-lead")) }
            table class="wide" {
                thead { tr { @for name in [kind, chosen, signs, opens] { th scope="col" { (name) } } } }
                tbody {
                    @for key in guide.key_rows() {
                        tr {
                            th scope="row" { code { (key.kind) } }
                            td data-name=(chosen) { (key.chosen) }
                            td data-name=(signs) { (escape(&key.signs)) }
                            td data-name=(opens) { (escape(&key.opens)) }
                        }
                    }
                }
            }
        }
    }
}
