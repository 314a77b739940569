"""Draw what ``speed.py --record`` wrote: CPU time as bars, a panel for each input that has peers or floors.

    pip install 'secretguard[bench]'
    python benchmarks/plot.py benchmarks/results.jsonl docs/performance.svg

The same records give the same bytes. Text stays text, so that a test can read it; the ground is transparent and
the greys lie half-way, so that a page in either mode shows it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from records import DRAWN, Record, read, spoken

if TYPE_CHECKING:
    from matplotlib.axes import Axes

mpl.use("svg")
mpl.rcParams.update(
    {
        "svg.fonttype": "none",
        "svg.hashsalt": "secretguard",
        "font.size": 10,
        # About 4.3 : 1 on white and on GitHub's dark ground alike.
        "text.color": "#7b7b7b",
        "ytick.labelcolor": "#7b7b7b",
    }
)
KINDS = {
    "ours": ("secretguard", "#2f81f7"),
    "peer": ("peers", "#c4832b"),
    "floor": ("floors: start-up or reading alone", "#9a9a9a"),
}
WIDTH, ROW, BETWEEN, EDGE = 8.0, 0.27, 0.55, 0.4  # inches


def panel(axes: Axes, records: list[Record]) -> None:
    """The bars of one input, in the order of the records, each with its time."""
    rows = range(len(records))
    axes.barh(
        rows, [r.cpu for r in records], height=0.72, color=[KINDS[r.kind][1] for r in records]
    )
    axes.set_ylim(len(records) - 0.5, -0.5)
    # Room for the longest bar's label, whatever font the page has.
    axes.set_xlim(0, max(record.cpu for record in records) * 1.12)
    axes.set_title(records[0].what, loc="left", fontsize=11)
    axes.set_yticks(rows, [record.name for record in records])
    axes.tick_params(length=0)
    axes.get_xaxis().set_visible(False)
    axes.spines[:].set_visible(False)
    for row, record in zip(rows, records, strict=True):
        axes.annotate(
            spoken(record.cpu), (record.cpu, row), (4, 0), textcoords="offset points", va="center"
        )
        if record.kind == "ours":
            axes.get_yticklabels()[row].set_color(KINDS["ours"][1])
            axes.texts[row].set_color(KINDS["ours"][1])


def draw(records: list[Record]) -> Figure:
    """One panel for each input, as high as it has bars, below a common legend."""
    panels: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        panels.setdefault((record.bench, record.what), []).append(record)
    height = 2 * EDGE + sum(ROW * len(rows) + BETWEEN for rows in panels.values())
    figure = Figure(figsize=(WIDTH, height))
    figure.suptitle(
        "CPU time, user and system (shorter is better)", y=1 - 0.18 / height, fontsize=12
    )
    top = height - EDGE
    for number, rows in enumerate(panels.values()):
        top -= BETWEEN + ROW * len(rows)
        axes = figure.add_axes((0.26, (top + 0.15) / height, 0.7, ROW * len(rows) / height))
        axes.set_gid(f"panel-{number}")
        axes.patch.set_visible(False)
        panel(axes, rows)
    present = [shown for kind, shown in KINDS.items() if kind in {r.kind for r in records}]
    figure.legend(
        handles=[Patch(color=colour, label=label) for label, colour in present],
        loc="lower center", ncols=len(present), frameon=False,
    )  # fmt: skip
    return figure


def main() -> None:
    """Read the command line and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    figure = draw([record for record in read(args.results) if record.bench in DRAWN])
    metadata = {"Date": None, "Creator": None, "Title": "secretguard: CPU time beside peers"}
    figure.savefig(args.out, format="svg", transparent=True, metadata=metadata)


if __name__ == "__main__":
    main()
