// The card of order 5 as the templates draw it, as far as the scripts look at it: two forms that save themselves, and two
// actions; with what stands on every page.

const note = (name) => `<template id="${name}"><div data-notice><strong data-what></strong> <span data-why></span> <a href="/"></a></div></template>`;

const AROUND = `
  <div id="notices"></div>
  ${["sent-late", "not-sent", "not-saved", "typed-back"].map(note).join("")}
  <template id="unsent-item"><li><a href="/"></a><button type="button">Do not send</button></li></template>
  <div id="offline"><div data-unsent hidden><ul data-unsent-list></ul></div></div>`;

const field = (id, name, value, more = "") => `<input id="${id}" name="${name}" value="${value}" ${more}>`;

// A section of the card: the answer to its form takes its place.
export function section(name, version, fields) {
  const address = `/orders/5/${name}`;
  const inside = fields.map(({ id, name: called, value, wrong }) => field(id, called, value, wrong ? 'aria-invalid="true"' : "")).join("");
  return `<section id="${name}" data-version="${version}"><form id="${name}-form" method="post" action="${address}" hx-post="${address}"
    hx-target="#${name}" hx-swap="outerMorph" data-saves novalidate>
    <input type="hidden" name="version" value="${version}">${inside}</form></section>`;
}

export const person = (version, { name = "Anna", city = "Perm", wrong = false } = {}) =>
  section("person", version, [
    { id: "p-name", name: "name", value: name, wrong },
    { id: "p-city", name: "city", value: city },
  ]);

export const delivery = (version, cost = "300") => section("delivery", version, [{ id: "d-cost", name: "cost", value: cost }]);

function action(code, version, once) {
  const address = `/orders/5/actions/${code}`;
  return `<details class="dz-act"><summary>${code}</summary>
    <form class="dz-panel" method="post" action="${address}" hx-post="${address}" hx-target="#desk" hx-swap="outerHTML" novalidate
      data-draft="${code}" aria-label="${code}">
    <input type="hidden" name="version" value="${version}"><input type="hidden" name="once" value="${once}">
    <div data-draft-note hidden><button type="button" data-draft-drop></button></div>
    <textarea class="form-control" name="comment" id="${code}-comment"></textarea><button type="submit">Save</button></form></details>`;
}

export function card(version = 3, { order = 5, saved = "", pieces = person(version) + delivery(version), toast = "" } = {}) {
  return `<article id="card" data-order="${order}" data-version="${version}" data-saved="${saved}" aria-label="Order ${order}" tabindex="-1" data-focus>
    ${toast}<a class="dz-card-back" href="/desk/new/">Back</a>${pieces}
    <footer class="dz-actions">${action("confirm", version, "once-confirm")}${action("no_answer", version, "once-no-answer")}</footer></article>`;
}

export const desk = (inside) => `<div id="desk" class="dz-desk" data-live="/desk/live" data-tab="new">
  <nav class="dz-rail"><a class="dz-tab" id="tab" href="/desk/new/" hx-get="/desk/new/" hx-target="#desk" hx-swap="outerHTML">New</a></nav>
  <div class="dz-list"><ul class="dz-rows">
  ${[5, 6, 7].map((order) => `<li data-row="${order}"><a class="dz-row" id="row-${order}" data-order="${order}" href="/orders/${order}/" hx-get="/orders/${order}/" hx-target="#card" hx-swap="outerHTML">${order}</a></li>`).join("")}
  </ul></div>${inside}</div>`;

export const whole = (inside = desk(card()), user = 7) => `<!DOCTYPE html><html><head><meta name="csrf-token" content="t">
  <meta name="htmx-config" content='{"history": false, "includeIndicatorCSS": false, "defaultTimeout": 30000, "defaultSettleDelay": 0}'></head>
  <body data-user="${user}"><main id="main" class="dz-main" tabindex="-1">${inside}</main>${AROUND}
  <details><summary>Account</summary><form method="post" action="/sign-out" data-leaves><button id="sign-out">Sign out</button></form></details>
  <dialog id="signing-out"><ul data-lost-list></ul></dialog></body></html>`;
