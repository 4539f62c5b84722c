// Tabs that do not fit scroll in their row: the current one is brought into its middle. The page itself stays where it is.
for (const current of document.querySelectorAll(".tabs [aria-current]")) {
    const row = current.closest("ul");
    const [tab, space] = [current.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += tab.left + tab.width / 2 - (space.left + space.width / 2);
}
