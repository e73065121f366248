// Cells tell their sources on hover, focus and tap; arrow keys walk the grid. Without this script
// the browser shows the same text from <title>, and the tables below each picture hold it all.
(function () {
  'use strict';
  var tip = document.createElement('div');
  tip.id = 'tip';
  tip.hidden = true;
  tip.setAttribute('role', 'tooltip');
  document.body.appendChild(tip);
  var current = null, pinned = false, leaving = 0;

  function hide() {
    clearTimeout(leaving);
    if (current) current.removeAttribute('aria-describedby');
    tip.hidden = true;
    current = null;
    pinned = false;
  }

  // The pointer may travel from the cell into the box, to read it under magnification.
  function hideSoon() {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 300);
  }

  tip.addEventListener('mouseenter', function () { clearTimeout(leaving); });
  tip.addEventListener('mouseleave', function () { if (!pinned && document.activeElement !== current) hideSoon(); });

  function show(cell) {
    clearTimeout(leaving);
    if (current && current !== cell) current.removeAttribute('aria-describedby');
    current = cell;
    var lines = cell.dataset.tip.split('\n');
    tip.textContent = '';
    lines.forEach(function (line, i) {
      var part = document.createElement(i ? 'span' : 'b');
      part.textContent = line;
      tip.appendChild(part);
    });
    tip.hidden = false;
    cell.setAttribute('aria-describedby', 'tip');
    var box = cell.getBoundingClientRect(), own = tip.getBoundingClientRect();
    var view = document.documentElement;
    var left = Math.max(8, Math.min(box.left + box.width / 2 - own.width / 2, view.clientWidth - own.width - 8));
    var top = box.bottom + 8;
    if (top + own.height > view.clientHeight && box.top - own.height - 8 > 0) top = box.top - own.height - 8;
    tip.style.left = left + window.scrollX + 'px';
    tip.style.top = top + window.scrollY + 'px';
  }

  document.querySelectorAll('.hm').forEach(function (map) {
    var grid = {};
    map.querySelectorAll('.r-cell').forEach(function (cell) {
      var title = cell.querySelector('title');
      cell.dataset.tip = title.textContent;
      title.remove();
      grid[cell.dataset.r + ',' + cell.dataset.c] = cell;
      cell.addEventListener('mouseenter', function () { if (!pinned) show(cell); });
      cell.addEventListener('mouseleave', function () { if (!pinned && document.activeElement !== cell) hideSoon(); });
      cell.addEventListener('focus', function () { pinned = false; show(cell); });
      cell.addEventListener('blur', hide);
      cell.addEventListener('click', function () {
        roam(cell);
        show(cell);
        pinned = true;
      });
    });
    function roam(cell) {
      map.querySelectorAll('.r-cell[tabindex="0"]').forEach(function (c) { c.setAttribute('tabindex', '-1'); });
      cell.setAttribute('tabindex', '0');
      cell.focus({ preventScroll: true });
      // The row names lie over the left edge of the scrolling box.
      var box = map.parentNode, stay = map.querySelector('.stay').offsetWidth;
      var c = cell.getBoundingClientRect(), b = box.getBoundingClientRect();
      if (c.left < b.left + stay) box.scrollLeft -= b.left + stay - c.left + 8;
      else if (c.right > b.right) box.scrollLeft += c.right - b.right + 8;
      cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    map.addEventListener('keydown', function (e) {
      var cell = e.target.closest('.r-cell');
      if (!cell) return;
      var step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[e.key];
      var r = +cell.dataset.r, c = +cell.dataset.c, next;
      if (step) next = grid[(r + step[0]) + ',' + (c + step[1])];
      else if (e.key === 'Home') next = grid[r + ',0'];
      else if (e.key === 'End') { for (var k = c; grid[r + ',' + k]; k++) next = grid[r + ',' + k]; }
      else return;
      e.preventDefault();
      if (next) { roam(next); show(next); }
    });
  });

  document.addEventListener('keydown', function (e) { if (e.key === 'Escape') hide(); });
  document.addEventListener('click', function (e) { if (!e.target.closest('.r-cell') && !e.target.closest('#tip')) hide(); });
  window.addEventListener('beforeprint', function () {
    document.querySelectorAll('details').forEach(function (d) { d.dataset.was = d.open ? '1' : ''; if (!d.hasAttribute('data-long')) d.open = true; });
  });
  window.addEventListener('afterprint', function () {
    document.querySelectorAll('details').forEach(function (d) { d.open = d.dataset.was === '1'; });
  });
})();
