// What the compiler infers of instants and spans of time. Checked by tsc, never run.

import * as np from "strided";
import { same } from "./equal.js";

type Instants = np.NDArray<"datetime64">;
type Spans = np.NDArray<"timedelta64">;

declare const days: Instants;
declare const spans: Spans;
declare const numbers: np.NDArray<"int32">;
declare const some: np.NDArray;
const day = np.datetime64("2020-01-01");
const span = np.timedelta64(3, "h");

// Values and arrays of them.
same<np.Datetime64>()(day);
same<np.Timedelta64>()(span);
same<Instants>()(np.array(["2020-01-01", "NaT"], "M8[D]"));
same<Spans>()(np.array([1, 2], "timedelta64[h]"));
same<Instants>()(np.array([day, day]));
same<Spans>()(np.array([[span]]));
same<Instants>()(np.array([new Date(0)]));
same<Instants>()(np.full(3, day));
same<np.DType<"datetime64">>()(np.dtype(">M8[25s]"));
same<np.DType<"timedelta64">>()(np.dtype("m8"));
same<np.Datetime64>()(days.item(0));
same<np.NDArray<"int64">>()(days.view("i8"));
same<Instants>()(days.astype("M8[h]"));
same<np.DType<"datetime64">>()(np.promote_types("M8[D]", "m8[h]"));
same<np.DType<"timedelta64">>()(np.promote_types("i4", "m8[h]"));

// Sums and differences.
same<Instants>()(np.add(days, spans));
same<Instants>()(np.add(spans, days));
same<Spans>()(np.add(spans, spans));
same<Spans>()(np.subtract(days, days));
same<Instants>()(np.subtract(days, spans));
same<Instants>()(np.add(days, span));
same<Instants>()(np.add(days, 1));
same<Spans>()(days.subtract(day));
same<Spans>()(spans.add(numbers));
same<np.NDArray>()(np.add(some, spans));

// Products and quotients.
same<Spans>()(np.multiply(spans, 2.5));
same<Spans>()(np.multiply(numbers, spans));
same<np.NDArray<"float64">>()(np.divide(spans, spans));
same<Spans>()(np.divide(spans, 2));
same<np.NDArray<"int64">>()(np.floor_divide(spans, spans));
same<Spans>()(np.remainder(spans, span));

// Of values, values.
same<np.Datetime64>()(np.add(day, span));
same<np.Timedelta64>()(np.subtract(day, day));
same<boolean>()(np.less(day, day));
same<number>()(np.divide(span, span));
same<boolean>()(np.isnat(day));

// Comparisons and tests.
same<np.NDArray<"bool">>()(np.less(days, day));
same<np.NDArray<"bool">>()(np.isnat(days));
same<np.NDArray<"bool">>()(days.equal(days));
same<Instants>()(np.maximum(days, day));

// Routines.
same<Instants>()(np.arange(day, np.datetime64("2020-02-01")));
same<Instants>()(np.arange(day, 5, { dtype: null }));
same<Spans>()(np.arange(span));
same<Instants>()(np.arange("2020-01-01", "2020-02-01", { dtype: "M8[D]" }));
same<Instants>()(np.arange("2020-01-01", "2020-02-01", "datetime64[D]"));
same<Instants>()(np.sort(days));
same<np.Datetime64>()(np.max(days));
same<np.Timedelta64>()(np.sum(spans));
same<np.Timedelta64>()(np.mean(spans));
same<string>()(np.datetime_as_string(day));
same<np.NDArray<"str">>()(np.datetime_as_string(days));

// @ts-expect-error a unit is a text or a pair
np.datetime64("2020", 5);
// @ts-expect-error instants are no floats
const wrong: np.NDArray<"float64"> = np.add(days, spans);
void wrong;
