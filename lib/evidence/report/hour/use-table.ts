/** Who used which mapping how often, and when: rows of numbers in a few pieces of memory, for a year has millions of them. */

/** Instants in milliseconds since 1970; of no logins, or no credentials, they say nothing. */
export interface Use {
  readonly logins: number;
  readonly firstLogin: number;
  readonly lastLogin: number;
  readonly credentials: number;
  readonly lastCredentials: number;
}

/** Rows as JSON has them, column by column; mapping and person are numbers that stand for them. */
export interface UseColumns {
  /** Milliseconds since 1970, from which the instants are counted. */
  readonly since: number;
  readonly mapping: readonly number[];
  readonly person: readonly number[];
  readonly logins: readonly number[];
  readonly firstLogin: readonly number[];
  readonly lastLogin: readonly number[];
  readonly credentials: readonly number[];
  readonly lastCredentials: readonly number[];
}

export interface UseRow extends Use {
  readonly mapping: number;
  readonly person: number;
}

const FIRST_ROWS = 1 << 8;
/** Places of the index for each row that the columns have room for: never more than half of them are taken. */
const PLACES_A_ROW = 2;

const [MAPPING, PERSON, LOGINS, FIRST, LAST, CREDENTIALS, LAST_CREDENTIALS] = [0, 1, 2, 3, 4, 5, 6];
const WIDTH = 7;

export class UseTable {
  /** Row by row. */
  #cells = new Float64Array(FIRST_ROWS * WIDTH);
  /** Where a row of a mapping and person is, plus one; 0 is a free place. */
  #index = new Int32Array(FIRST_ROWS * PLACES_A_ROW);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  #cell(row: number, column: number): number {
    return this.#cells[row * WIDTH + column] ?? 0;
  }

  #place(mapping: number, person: number): number {
    const [index, cells] = [this.#index, this.#cells];
    const mask = index.length - 1;
    let place = (Math.imul(person, 0x9e3779b1) ^ Math.imul(mapping, 0x85ebca6b)) & mask;
    for (;;) {
      const at = ((index[place] ?? 0) - 1) * WIDTH;
      if (at < 0 || (cells[at + PERSON] === person && cells[at + MAPPING] === mapping)) return place;
      place = (place + 1) & mask;
    }
  }

  #grow(): void {
    const cells = new Float64Array(this.#cells.length * 2);
    cells.set(this.#cells);
    this.#cells = cells;
    this.#index = new Int32Array(this.#index.length * 2);
    for (let row = 0; row < this.#size; row += 1) {
      this.#index[this.#place(this.#cell(row, MAPPING), this.#cell(row, PERSON))] = row + 1;
    }
  }

  #rowOf(mapping: number, person: number): number {
    const known = this.#index[this.#place(mapping, person)] ?? 0;
    if (known > 0) return known - 1;
    if ((this.#size + 1) * WIDTH > this.#cells.length) this.#grow();
    const row = this.#size;
    this.#size += 1;
    this.#cells.set([mapping, person], row * WIDTH);
    this.#index[this.#place(mapping, person)] = this.#size;
    return row;
  }

  add(mapping: number, person: number, use: Use): void {
    const [at, cells] = [this.#rowOf(mapping, person) * WIDTH, this.#cells];
    const [logins = 0, first = 0, last = 0] = [cells[at + LOGINS], cells[at + FIRST], cells[at + LAST]];
    if (use.logins > 0) {
      cells[at + FIRST] = logins === 0 ? use.firstLogin : Math.min(first, use.firstLogin);
      cells[at + LAST] = logins === 0 ? use.lastLogin : Math.max(last, use.lastLogin);
      cells[at + LOGINS] = logins + use.logins;
    }
    if (use.credentials > 0) {
      const before = cells[at + CREDENTIALS] ?? 0;
      const own = use.lastCredentials;
      cells[at + LAST_CREDENTIALS] = before === 0 ? own : Math.max(cells[at + LAST_CREDENTIALS] ?? 0, own);
      cells[at + CREDENTIALS] = before + use.credentials;
    }
  }

  addLogin(mapping: number, person: number, at: number): void {
    this.add(mapping, person, { logins: 1, firstLogin: at, lastLogin: at, credentials: 0, lastCredentials: 0 });
  }

  addCredentials(mapping: number, person: number, at: number): void {
    this.add(mapping, person, { logins: 0, firstLogin: 0, lastLogin: 0, credentials: 1, lastCredentials: at });
  }

  /**
   * @param mappings the numbers that stand here for those of the columns
   * @param persons likewise
   */
  join(columns: UseColumns, mappings: readonly number[], persons: readonly number[]): void {
    const { since, mapping, person, logins, firstLogin, lastLogin, credentials, lastCredentials } = columns;
    for (let row = 0; row < mapping.length; row += 1) {
      const [ofMapping, ofPerson] = [mappings[mapping[row] ?? -1], persons[person[row] ?? -1]];
      if (ofMapping === undefined || ofPerson === undefined) continue;
      this.add(ofMapping, ofPerson, {
        logins: logins[row] ?? 0,
        firstLogin: since + (firstLogin[row] ?? 0),
        lastLogin: since + (lastLogin[row] ?? 0),
        credentials: credentials[row] ?? 0,
        lastCredentials: since + (lastCredentials[row] ?? 0),
      });
    }
  }

  *rows(): Generator<UseRow> {
    for (let row = 0; row < this.#size; row += 1) {
      yield {
        mapping: this.#cell(row, MAPPING),
        person: this.#cell(row, PERSON),
        logins: this.#cell(row, LOGINS),
        firstLogin: this.#cell(row, FIRST),
        lastLogin: this.#cell(row, LAST),
        credentials: this.#cell(row, CREDENTIALS),
        lastCredentials: this.#cell(row, LAST_CREDENTIALS),
      };
    }
  }

  /** @param since near the rows' instants, so that they are short numbers */
  columns(since: number): UseColumns {
    const columns = {
      ...{ mapping: [] as number[], person: [] as number[] },
      ...{ logins: [] as number[], firstLogin: [] as number[], lastLogin: [] as number[] },
      ...{ credentials: [] as number[], lastCredentials: [] as number[] },
    };
    for (const { mapping, person, logins, firstLogin, lastLogin, credentials, lastCredentials } of this.rows()) {
      columns.mapping.push(mapping);
      columns.person.push(person);
      columns.logins.push(logins);
      columns.firstLogin.push(logins > 0 ? firstLogin - since : 0);
      columns.lastLogin.push(logins > 0 ? lastLogin - since : 0);
      columns.credentials.push(credentials);
      columns.lastCredentials.push(credentials > 0 ? lastCredentials - since : 0);
    }
    return { since, ...columns };
  }
}
