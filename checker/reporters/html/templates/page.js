"use strict";
// The page can be read without this. With it, warnings can be searched and filtered, and paper shows what is folded.
(() => {
  const form = document.getElementById("filters");
  const folded = [...document.querySelectorAll("main details")];
  const warnings = [...document.querySelectorAll(".warning")].map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
    severity: element.dataset.severity,
    pack: element.dataset.pack,
    waived: "waived" in element.dataset,
  }));
  // From the inside out: a part is hidden when everything in it is.
  const parts = [...document.querySelectorAll("[data-part]")].reverse();
  const overview = [...document.querySelectorAll("[data-overview]")];
  const folds = [...document.querySelectorAll("details.fold")];

  const fits = (warning, wanted) =>
    wanted.severities.includes(warning.severity) &&
    (!wanted.pack || warning.pack === wanted.pack) &&
    (wanted.waived || !warning.waived) &&
    wanted.words.every((word) => warning.text.includes(word));

  const apply = () => {
    const given = new FormData(form);
    const wanted = {
      words: String(given.get("words")).toLowerCase().split(/\s+/).filter(Boolean),
      severities: given.getAll("severity"),
      pack: given.get("pack"),
      waived: !form.elements.waived || given.has("waived"),
    };
    let shown = 0;
    for (const warning of warnings) {
      const visible = fits(warning, wanted);
      warning.element.hidden = !visible;
      shown += visible;
    }
    const all = shown === warnings.length;
    for (const part of parts) {
      const inside = [...part.querySelectorAll(".warning")];
      part.hidden = !all && inside.every((element) => element.hidden);
    }
    for (const part of overview) part.hidden = !all;
    for (const fold of folds) {
      if (wanted.words.length) fold.open = true;
    }
    document.getElementById("nothing-found").hidden = shown > 0;
    document.getElementById("shown").textContent = all
      ? `All ${shown} warnings are shown.`
      : `${shown} of ${warnings.length} warnings are shown.`;
  };

  if (form) {
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply));
    const find = document.getElementById("find");
    find.open = matchMedia("(min-width: 60rem)").matches; // where there is room beside the warnings
    find.hidden = false;
    apply();
  }

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = folded.filter((one) => !one.open);
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });
})();
