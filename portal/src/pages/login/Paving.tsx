/** Side of a stone's short edge; stones are twice as long. */
const UNIT = 34;
const GAP = 3;
const COLUMNS = 34;
const ROWS = 34;
const PERIOD = 4;
/** A prime, so that no stripes show; the style sheet colours the first few. */
const TONES = 29;

interface Stone {
  readonly column: number;
  readonly row: number;
  readonly across: boolean;
}

/** A herringbone pavement with some stones still to be laid. Decoration only. */
export function Paving() {
  return (
    <svg className="paving" viewBox="0 0 640 720" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <g transform="rotate(45 320 360) translate(-260 -220)">
        {STONES.map(({ column, row, across }) => (
          <rect
            key={`${column}-${row}`}
            className={`paving-${tone(column, row)}`}
            x={column * UNIT}
            y={row * UNIT}
            width={(across ? 2 : 1) * UNIT - GAP}
            height={(across ? 1 : 2) * UNIT - GAP}
            rx="3"
          />
        ))}
      </g>
    </svg>
  );
}

/** In each row the stones across start one column further, and the ones along fill the steps between them. */
function herringbone(): Stone[] {
  const stones: Stone[] = [];
  for (let row = 0; row < ROWS; row++) {
    for (let column = (row % PERIOD) - PERIOD; column < COLUMNS; column += PERIOD) {
      stones.push({ column, row, across: true }, { column: column + 3, row, across: false });
    }
  }
  return stones;
}

/** Looks like chance, and is the same each time. */
function tone(column: number, row: number): number {
  return Math.abs((column * 73 + row * 151 + column * row * 31) % TONES);
}

const STONES = herringbone();
