'use strict';

// No markup is parsed: texts of messages are set as textContent, or as the address of an image.

const STEP = 100;
const PAUSE = 300; // minimum ms between two updates
const loadImages = document.body.dataset.loadImages === 'yes';
const find = (id) => document.getElementById(id);
const SVG = 'http://www.w3.org/2000/svg';
const ONE_TICK = ['M1.5 7.5 5 11 12.5 2.5'];
const TWO_TICKS = [...ONE_TICK, 'M9 10.5 9.5 11 17 2.5'];
const EXCLAMATION = ['M9 1.5V8', 'M9 11V11.5'];
const MARKS = {sent: ONE_TICK, delivered: TWO_TICKS, read: TWO_TICKS, failed: EXCLAMATION, 'not sent': EXCLAMATION};
const shown = new Map(); // the elements by number, so that open ones stay open
let limit = STEP;
let looking = false;
let again = false;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }
  made.append(...children); // Strings become text nodes.
  return made;
}

async function ask(path, method = 'GET', body) {
  const response = await fetch('api/' + path, {method, body: body === undefined ? undefined : JSON.stringify(body)});
  const text = await response.text();
  if (!response.ok) {
    throw new Error(text ? JSON.parse(text).error : 'status ' + response.status);
  }
  return text ? JSON.parse(text) : {};
}

async function change(path, method, body) {
  try {
    await ask(path, method, body);
    find('trouble').textContent = '';
  } catch (error) {
    find('trouble').textContent = error.message;
  }
  look();
}

function timeOf(entry) {
  const at = new Date(entry.at);
  const today = at.toDateString() === new Date().toDateString();
  return element('time', {datetime: entry.at, title: entry.at}, today ? at.toLocaleTimeString() : at.toLocaleString());
}

function facts(entry) {
  const list = element('dl');
  const rows = [['To', 'recipient'], ['From', 'sender'], ['ref', 'ref'], ['ref1', 'ref1'], ['ref2', 'ref2'],
    ['Source', 'wa_source'], ['Id', 'message_id']];
  for (const [name, member] of rows) {
    if (entry[member] !== undefined) {
      list.append(element('dt', {}, name), element('dd', {dir: 'auto', 'data-of': member}, entry[member]));
    }
  }
  return list;
}

function imageFrom(link) {
  const image = element('img', {alt: 'Image at ' + link, referrerpolicy: 'no-referrer', loading: 'lazy'});
  const box = element('div', {class: 'picture'}, image);
  image.addEventListener('error', () => box.replaceChildren('The image cannot be loaded', element('small', {}, link)));
  image.src = link;
  return box;
}

function picture(image) {
  if (image.link === undefined) {
    return element('div', {class: 'picture'}, 'Uploaded image', element('small', {}, image.id));
  }
  if (loadImages) {
    return imageFrom(image.link);
  }
  const button = element('button', {type: 'button', class: 'picture'}, 'Load image', element('small', {}, image.link));
  button.addEventListener('click', () => button.replaceWith(imageFrom(image.link)));
  return button;
}

function mark(status) {
  const svg = document.createElementNS(SVG, 'svg'); // Decorative: the status is next to it as text.
  svg.setAttribute('viewBox', '0 0 18 13');
  svg.setAttribute('aria-hidden', 'true');
  for (const line of MARKS[status] || []) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', line);
    svg.append(path);
  }
  return svg;
}

async function post(entry, status, code) {
  find('posted').textContent = 'Posting ' + status + '…';
  try {
    const attempt = await ask('callbacks', 'POST', {message_id: entry.message_id, status, code});
    find('trouble').textContent = '';
    find('posted').textContent = 'Posted ' + status + ': ' + attempt.outcome + '.';
  } catch (error) {
    find('posted').textContent = '';
    find('trouble').textContent = error.message;
  }
  look();
}

function reporting(entry) {
  const button = (text, click) => {
    const made = element('button', {type: 'button'}, text);
    made.addEventListener('click', click);
    return made;
  };
  const code = element('input', {list: 'codes', value: '131053', 'aria-label': 'Code of the failure', autocomplete: 'off'});
  const fail = element('form', {class: 'fail'}, element('button', {type: 'submit', class: 'plain'}, 'fails with'), code);
  fail.addEventListener('submit', (event) => {
    event.preventDefault();
    post(entry, 'failed', code.value.trim());
  });
  return element('div', {class: 'reporting', role: 'group', 'aria-label': 'Post a callback about ' + (entry.ref || entry.message_id)},
    element('span', {'aria-hidden': 'true'}, 'Post'),
    ...['sent', 'delivered', 'read'].map((status) => button(status, () => post(entry, status))),
    fail, button('not sent', () => post(entry, 'not sent')));
}

function failures(delivery) {
  return (delivery.errors || []).map((error) => {
    const how = delivery.status === 'failed' ? 'Failed' : delivery.status === 'not sent' ? 'Not sent' : 'A failure was reported, too';
    const text = element('p', {class: 'failure'}, element('strong', {}, how + ', ' + error.code + ': '),
      error.meaning || 'no explanation of this code is available.');
    if (error.advice) {
      text.append(element('small', {}, error.advice));
    }
    return text;
  });
}

function attemptOf(callback) {
  const response = callback.response_status === undefined ? '(none)' : callback.response_status + '\n\n' + callback.response_body;
  return element('section', {},
    element('h4', {}, callback.status + ': ' + callback.outcome), timeOf(callback),
    element('div', {class: 'raw'}, raw('Payload', callback.payload), raw('Response', response)));
}

function attempts(entry) {
  const list = element('div');
  const summary = element('summary');
  const details = element('details', {class: 'attempts'}, summary, list);
  const load = async () => {
    if (details.open) {
      const found = await ask('callbacks?limit=20&message_id=' + encodeURIComponent(entry.message_id));
      list.replaceChildren(...found.callbacks.map(attemptOf));
    }
  };
  details.addEventListener('toggle', load);
  details.update = (callback) => {
    details.dataset.succeeded = callback.succeeded ? 'yes' : 'no';
    summary.textContent = 'Latest callback, ' + callback.status + ': ' + callback.outcome;
    load();
  };
  return details;
}

function message(entry) {
  const bubble = element('div', {class: 'bubble'}, picture(entry.image));
  if (entry.caption !== undefined) {
    bubble.append(element('p', {class: 'caption', dir: 'auto'}, entry.caption));
  }
  const state = element('span', {class: 'state'});
  bubble.append(element('p', {class: 'meta'}, timeOf(entry), state));
  const item = element('li', {class: 'message', 'data-outcome': entry.outcome}, bubble, facts(entry));
  if (entry.note !== undefined) {
    item.append(element('p', {class: 'note'}, entry.note));
  }
  const failed = element('div', {class: 'failures'});
  const posted = attempts(entry);
  item.append(failed, reporting(entry));
  let before = '';
  item.update = ({delivery = {}, callback}) => { // Elements that are not replaced keep the keyboard focus.
    const now = JSON.stringify([delivery, callback]);
    if (now !== before) {
      before = now;
      state.dataset.status = delivery.status || '';
      state.replaceChildren(...(delivery.status ? [mark(delivery.status), delivery.status] : []));
      failed.replaceChildren(...failures(delivery));
      if (callback !== undefined) {
        posted.update(callback);
        if (posted.parentNode === null) {
          item.append(posted);
        }
      }
    }
  };
  return item;
}

function raw(title, text) {
  return element('div', {}, element('h4', {}, title), element('pre', {tabindex: '0', 'aria-label': title}, text));
}

function refused(entry) {
  return element('li', {class: 'refused', 'data-outcome': entry.outcome},
    element('h3', {}, element('span', {}, entry.outcome), ' ' + entry.reason),
    timeOf(entry),
    facts(entry),
    element('details', {}, element('summary', {}, 'Request and response'),
      element('div', {class: 'raw'}, raw('Request', entry.request), raw('Response', entry.response || '(none)'))));
}

function elementOf(entry, make) {
  if (!shown.has(entry.number)) {
    shown.set(entry.number, make(entry));
  }
  const item = shown.get(entry.number);
  if (item.update) {
    item.update(entry);
  }
  return item;
}

function showEntries(messages, rejected) {
  const entries = [...messages.messages, ...rejected.rejected].sort((a, b) => b.number - a.number).slice(0, limit);
  const numbers = new Set(entries.map((entry) => entry.number));
  for (const [number, old] of shown) {
    if (!numbers.has(number)) {
      old.remove();
      shown.delete(number);
    }
  }
  const list = find('entries');
  let place = list.firstElementChild;
  for (const entry of entries) {
    const item = elementOf(entry, entry.outcome === 'accepted' ? message : refused);
    if (item === place) {
      place = place.nextElementSibling;
    } else {
      list.insertBefore(item, place); // Only new entries move, so that the keyboard focus stays.
    }
  }
  const total = messages.total + rejected.total;
  const counts = messages.total + ' accepted, ' + rejected.total + ' rejected or in doubt';
  find('count').textContent = entries.length < total ? counts + ', the newest ' + entries.length + ' shown' : counts;
  find('none').hidden = total > 0;
  find('more').hidden = entries.length >= total;
}

function showFailure(failure) {
  const on = failure.mode !== 'none';
  const many = failure.next === undefined ? 'all requests' : failure.next === 1 ? 'the next request' : 'the next ' + failure.next + ' requests';
  const late = failure.seconds === undefined ? '' : ', ' + failure.seconds + ' s';
  find('failing').textContent = on ? failure.mode + late + ' for ' + many : 'off';
  find('failing').dataset.on = on ? 'yes' : 'no';
  find('end').disabled = !on;
}

function showProfile(profile) {
  const on = profile.url !== undefined;
  document.body.dataset.callbacks = on ? 'yes' : 'no';
  find('posting').textContent = on ? 'on' : 'off';
  find('stop').disabled = !on;
  for (const member of ['url', 'plan', 'shape']) {
    if (on && !find('callbacks').contains(document.activeElement)) { // Not during input.
      find(member).value = profile[member];
    }
  }
}

function showCredit(credit) {
  const box = find('credit');
  for (const [sid, messages] of Object.entries(credit)) {
    let form = box.querySelector('form[data-sid="' + sid + '"]');
    if (form === null) {
      const input = element('input', {id: 'credit-' + sid, type: 'number', min: '0', step: '1', required: ''});
      form = element('form', {'data-sid': sid}, element('label', {for: 'credit-' + sid}, sid), input,
        element('button', {type: 'submit'}, 'Set'));
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        input.blur();
        change('credit', 'PUT', {[sid]: Number(input.value)});
      });
      box.append(form);
    }
    const input = form.querySelector('input');
    if (document.activeElement !== input) { // Not during input.
      input.value = messages;
    }
  }
}

function query() {
  return '?limit=' + limit + '&q=' + encodeURIComponent(find('q').value);
}

async function look() {
  if (looking) {
    again = true;
    return;
  }
  looking = true;
  again = false;
  try {
    const kind = document.querySelector('input[name="outcome"]:checked').value;
    const [messages, rejected, credit, failure, profile] = await Promise.all([
      kind === 'rejected' ? {total: 0, messages: []} : ask('messages' + query()),
      kind === 'messages' ? {total: 0, rejected: []} : ask('rejected' + query()),
      ask('credit'),
      ask('failure'),
      ask('callbacks/profile'),
    ]);
    showEntries(messages, rejected);
    showCredit(credit);
    showFailure(failure);
    showProfile(profile);
  } catch (error) {
    state('lost', 'no connection');
  }
  setTimeout(() => {
    looking = false;
    if (again) {
      look();
    }
  }, PAUSE);
}

function state(name, text) {
  find('live').dataset.state = name;
  find('live').textContent = text;
}

function lookAnew() {
  limit = STEP;
  look();
}

find('search').addEventListener('submit', (event) => event.preventDefault());
find('search').addEventListener('input', lookAnew);
find('more').addEventListener('click', () => {
  limit += STEP;
  look();
});
find('clear').addEventListener('click', async () => {
  await change('messages', 'DELETE');
  await change('rejected', 'DELETE');
  await change('callbacks', 'DELETE');
});
find('mode').addEventListener('change', () => {
  const delays = find('mode').value === 'delay';
  find('late').hidden = !delays;
  find('seconds').disabled = !delays;
});
find('failure').addEventListener('submit', (event) => {
  event.preventDefault();
  const failure = {mode: find('mode').value};
  if (find('next').value) {
    failure.next = Number(find('next').value);
  }
  if (failure.mode === 'delay') {
    failure.seconds = Number(find('seconds').value);
  }
  change('failure', 'PUT', failure);
});
find('callbacks').addEventListener('submit', (event) => {
  event.preventDefault();
  document.activeElement.blur();
  const profile = {url: find('url').value, shape: find('shape').value};
  if (find('plan').value.trim()) {
    profile.plan = find('plan').value;
  }
  change('callbacks/profile', 'PUT', profile);
});
find('stop').addEventListener('click', () => change('callbacks/profile', 'DELETE'));
ask('callbacks/codes').then(({codes}) => find('codes').append(
  ...codes.filter(({code}) => /^\d+$/.test(code)).map(({code, meaning}) => element('option', {value: code}, meaning))));
find('end').addEventListener('click', () => change('failure', 'DELETE'));

if (matchMedia('(max-width: 56rem)').matches) { // Otherwise a phone shows the controls and no message.
  document.querySelectorAll('aside details').forEach((controls) => controls.open = false);
}

const events = new EventSource('api/events');
events.addEventListener('open', () => {
  // It may be another simulator, whose numbers start at one again.
  shown.clear();
  find('entries').replaceChildren();
  state('live', 'live');
});
events.addEventListener('error', () => state('lost', 'no connection'));
events.addEventListener('changed', look);
