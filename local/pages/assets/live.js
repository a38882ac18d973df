// Asks for the page again every few seconds and puts in place what has changed. What a person opened stays open, the focus stays
// where it is, and nothing moves while text is selected. A page without parts that change is left alone.
(() => {
  const EVERY_MS = 3000;
  const parts = [...document.querySelectorAll("[data-live]")];
  const button = document.getElementById("live");
  const trouble = document.getElementById("live-trouble");
  if (!button || parts.length === 0) return;

  const shown = new Map(parts.map((part) => [part.id, part.innerHTML]));
  let paused = false;
  let timer;

  function replace(part, fresh) {
    const opened = [...part.querySelectorAll("details[open]")].map(({ id }) => id);
    const scrolled = [...part.querySelectorAll(".scroll[id]")].map(({ id, scrollTop, scrollLeft }) => [
      id,
      scrollTop,
      scrollLeft,
    ]);
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    part.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    for (const [id, top, left] of scrolled) document.getElementById(id)?.scrollTo(left, top);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  function isInUse(part) {
    const selection = document.getSelection();
    return selection !== null && !selection.isCollapsed && part.contains(selection.anchorNode);
  }

  async function refresh() {
    const response = await fetch(location.href, { cache: "no-store" });
    if (!response.ok) throw new Error(String(response.status));
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of parts) {
      const next = fresh.getElementById(part.id);
      if (!next || next.innerHTML === shown.get(part.id) || isInUse(part)) continue;
      shown.set(part.id, next.innerHTML);
      replace(part, next);
    }
  }

  function say(text) {
    if (trouble.textContent !== text) trouble.textContent = text;
  }

  async function tick() {
    if (!paused && !document.hidden) {
      await refresh().then(
        () => say(""),
        () => say("The stack does not answer; it is asked again."),
      );
    }
    timer = setTimeout(tick, EVERY_MS);
  }

  button.hidden = false;
  button.addEventListener("click", () => {
    paused = !paused;
    button.setAttribute("aria-pressed", String(!paused));
    clearTimeout(timer);
    void tick();
  });
  timer = setTimeout(tick, EVERY_MS);
})();
