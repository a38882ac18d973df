/** One property of one type: how it is read and set through the service itself. */
export interface Setting {
  readonly type: string;
  readonly property: string;
  /** What of the template's value must be found there again, in the shape that `read` gives. */
  wanted(property: unknown): unknown;
  /** @param id as CloudFormation knows the resource */
  read(id: string): Promise<unknown>;
  apply(id: string, property: unknown): Promise<void>;
}
