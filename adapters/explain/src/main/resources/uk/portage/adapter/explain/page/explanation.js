(function () {
  'use strict';
  var source = document.getElementById('source');
  var bundle = document.getElementById('bundle');
  var now = document.getElementById('now');
  var hint = now.textContent;
  var calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  var lit = [];
  var held = null;

  function byId(id) { return document.getElementById(id); }

  function counterparts(element) {
    return (element.dataset.to || '').split(' ').filter(Boolean).map(byId).filter(Boolean);
  }

  function unfold(element) {
    for (var parent = element.parentElement; parent; parent = parent.parentElement) {
      if (parent.tagName === 'DETAILS') { parent.open = true; }
    }
  }

  function reveal(pane, element) {
    unfold(element);
    if (pane.scrollHeight <= pane.clientHeight) { return; }
    var place = element.getBoundingClientRect();
    var frame = pane.getBoundingClientRect();
    if (place.top < frame.top || place.bottom > frame.bottom) {
      pane.scrollTo({ top: pane.scrollTop + place.top - frame.top - pane.clientHeight / 3, behavior: calm ? 'auto' : 'smooth' });
    }
  }

  function bold(text) {
    var element = document.createElement('b');
    element.textContent = text;
    return element;
  }

  function path(row) { return row.querySelector('.path').textContent + ' ' + row.querySelector('.name').textContent; }

  function tell(element) {
    now.textContent = '';
    if (source.contains(element)) {
      var row = byId(element.dataset.row);
      var cells = row.cells;
      now.append(bold(path(row)), ' = ' + cells[1].textContent + '\n' + cells[2].firstChild.textContent);
      var note = cells[2].querySelector('.name');
      if (note) { now.append('. ' + note.textContent); }
      var places = cells[3].querySelectorAll('.place');
      for (var i = 0; i < places.length && i < 3; i++) {
        now.append(i ? '; ' : ': ', bold(places[i].querySelector('.path').textContent), ' = ' + places[i].querySelector('.value').textContent);
      }
      if (places.length > 3) { now.append('; and ' + (places.length - 3) + ' more'); }
    } else {
      now.append(bold(element.textContent), '\nfrom ');
      counterparts(element).forEach(function (leaf, i) {
        var row = byId(leaf.dataset.row);
        now.append(i ? '; ' : '', bold(path(row)), ' = ' + row.cells[1].textContent);
      });
    }
  }

  function show(element) {
    lit.forEach(function (one) { one.classList.remove('lit'); });
    lit = [];
    if (!element) { now.textContent = hint; return; }
    var others = counterparts(element);
    lit = [element].concat(others);
    if (element.dataset.row) { lit.push(byId(element.dataset.row)); }
    lit.forEach(function (one) { one.classList.add('lit'); });
    if (others.length) { reveal(source.contains(element) ? bundle : source, others[0]); }
    tell(element);
  }

  function linked(target) { return target.closest ? target.closest('#source .leaf, #bundle .leaf') : null; }

  function stops(pane) {
    return Array.prototype.filter.call(pane.querySelectorAll('.leaf, summary'), function (one) { return one.getClientRects().length > 0; });
  }

  function stopAt(pane, element) {
    var before = pane.querySelector('[data-stop]');
    if (before) { before.removeAttribute('data-stop'); before.tabIndex = -1; }
    element.setAttribute('data-stop', '');
    element.tabIndex = 0;
  }

  [source, bundle].forEach(function (pane) {
    pane.querySelectorAll('.leaf, summary').forEach(function (one) { one.tabIndex = -1; });
    var first = pane.querySelector('.leaf, summary');
    if (first) { stopAt(pane, first); }
    pane.addEventListener('mouseover', function (event) {
      var element = linked(event.target);
      if (!held && element) { show(element); }
    });
    pane.addEventListener('mouseleave', function () { if (!held) { show(null); } });
    pane.addEventListener('focusin', function (event) {
      stopAt(pane, event.target);
      var element = linked(event.target);
      if (element && element.matches(':focus-visible')) { held = null; show(element); }
    });
    pane.addEventListener('click', function (event) {
      var element = linked(event.target);
      if (!element) { held = null; show(null); return; }
      if (element.tagName === 'A') { event.preventDefault(); }
      if (event.detail === 0 && element.tagName === 'A') {
        var other = counterparts(element)[0];
        if (other) { unfold(other); other.focus(); }
        return;
      }
      held = held === element ? null : element;
      show(element);
    });
    pane.addEventListener('keydown', function (event) {
      var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
      if (!step || event.altKey || event.ctrlKey || event.metaKey) { return; }
      var all = stops(pane);
      var to = Math.max(0, Math.min(all.length - 1, all.indexOf(document.activeElement) + step));
      event.preventDefault();
      all[to].focus();
    });
  });

  byId('elements').addEventListener('click', function (event) {
    var link = event.target.closest('a');
    var element = link && byId(link.getAttribute('href').slice(1));
    if (!element) { return; }
    event.preventDefault();
    held = element;
    unfold(element);
    show(element);
    reveal(source.contains(element) ? source : bundle, element);
    document.querySelector('.sides').scrollIntoView({ behavior: calm ? 'auto' : 'smooth' });
    element.focus({ preventScroll: true });
  });
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') { held = null; show(null); }
  });
  now.hidden = false;
})();
