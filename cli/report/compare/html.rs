//! The same as one HTML page: no scripts, nothing from elsewhere, readable on paper and on a telephone.

use fuin::policy::compare::{Finding, Relation};
use maud::{Markup, html};

use super::{ORDER, Report, aspect};
use crate::report::page;
use crate::terminal::escape;

const STYLE: &str = "
:root { color-scheme: light dark; --line: #8886; --bad: #b00020; --good: #0a6b2d; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #81c995; } }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 70rem; overflow-wrap: anywhere; }
th { white-space: nowrap; }
td { min-width: 5.5rem; }
td:first-child { min-width: 14rem; }
summary h2 { display: inline-block; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .5rem; text-align: start; vertical-align: top; }
.weaker, .not-comparable { color: var(--bad); font-weight: bold; }
.stricter { color: var(--good); }
code { font-size: .9em; }
.example { margin: .3rem 0 0; font-size: .9em; }
@media (max-width: 40rem) {
  thead { display: none; }
  tr { display: block; border-bottom: 2px solid var(--line); padding: .5rem 0; }
  td, td:first-child { display: block; min-width: 0; border: 0; padding: .1rem 0; }
  td:empty { display: none; }
  td::before { content: attr(data-head) ': '; opacity: .7; }
}
@media print { body { max-width: none; padding: 0; } tr { break-inside: avoid; } thead { display: table-header-group; } }
";

impl Report<'_> {
    /// The page. Every text is escaped by the template; what would change how others are shown is spelled out.
    pub(crate) fn page(&self) -> String {
        let title = self.messages.text("compare-title", &[]);
        let body = html! {
            h1 { (title) }
            p class=(self.comparison.relation().name()) { (escape(&self.headline())) }
            @for relation in ORDER {
                @let found = self.shown(relation);
                @if !found.is_empty() { (self.section(relation, &found)) }
            }
        };
        page::page(self.messages.language(), &title, STYLE, &body)
    }

    /// One relation's rows; those that are equal are folded away.
    fn section(&self, relation: Relation, found: &[&Finding]) -> Markup {
        let (words, count) = (self.relation(relation), found.len().to_string());
        let title = self.messages.text("compare-group", &[("relation", &words), ("count", &count)]);
        html! {
            @if relation == Relation::Equal {
                details { summary { h2 { (title) } } (self.table(found)) }
            } @else {
                h2 class=(relation.name()) { (title) }
                (self.table(found))
            }
        }
    }

    fn table(&self, found: &[&Finding]) -> Markup {
        let heads = [
            self.messages.text("compare-head-row", &[]),
            self.messages.text("compare-head-clause", &[]),
            self.messages.text("compare-head-where", &[]),
            self.messages.text("compare-head-base", &[]),
            self.messages.text("compare-head-overlay", &[]),
        ];
        let [row, clause, place, base, overlay] = &heads;
        html! {
            table {
                thead { tr { @for head in &heads { th scope="col" { (head) } } } }
                tbody {
                    @for finding in found {
                        tr {
                            td data-head=(row) {
                                code { (escape(&finding.subject)) } br; (self.messages.text(aspect(finding.aspect), &[]))
                                @for line in self.example(finding) { p class="example" { (escape(&line)) } }
                            }
                            td data-head=(clause) { (escape(finding.clause.as_deref().unwrap_or_default())) }
                            td data-head=(place) {
                                @if finding.region.is_empty() { (self.messages.text("compare-everywhere", &[])) }
                                @else { (escape(&finding.region.join("; "))) }
                            }
                            td data-head=(base) { (escape(&self.value(finding.baseline.as_ref()))) }
                            td data-head=(overlay) { (escape(&self.value(finding.overlay.as_ref()))) }
                        }
                    }
                }
            }
        }
    }
}
