// Arrow keys on the board: up and down within a column, left and right to the neighbor. Links stay links.
const cardsOf = (column) => [...column.querySelectorAll("[data-card]")];

document.addEventListener("keydown", (event) => {
  const card = event.target.closest("[data-card]");
  const board = card?.closest("[data-board]");
  if (!board || event.altKey || event.ctrlKey || event.metaKey) return;
  const columns = [...board.querySelectorAll(".board-column")].filter((column) => cardsOf(column).length);
  const across = columns.indexOf(card.closest(".board-column"));
  const down = cardsOf(columns[across]).indexOf(card);
  const mirrored = getComputedStyle(board).direction === "rtl" ? -1 : 1;
  const sideways = { ArrowLeft: -mirrored, ArrowRight: mirrored }[event.key] ?? 0;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0;
  if (!sideways && !step) return;
  const column = columns[across + sideways];
  if (!column) return;
  const cards = cardsOf(column);
  cards[Math.min(Math.max(down + step, 0), cards.length - 1)].focus();
  event.preventDefault();
});
