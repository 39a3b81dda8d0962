// The real data of the tour, read from the vega-datasets package: Seattle's weather and US flights.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** The data is not to be found; the message says how to get it. */
export class MissingData extends Error {}

/** The path of a file of vega-datasets. @throws MissingData if the package is not installed */
export function datasetPath(name: string): string {
  // the package may stand beside strided or beside the program that runs the tour
  for (const from of [import.meta.url, join(process.cwd(), "package.json")]) {
    for (const folder of createRequire(from).resolve.paths("vega-datasets") ?? []) {
      const path = join(folder, "vega-datasets", "data", name);
      if (existsSync(path)) return path;
    }
  }
  throw new MissingData(
    "the tour reads real data from the package vega-datasets, which is not installed here: npm install vega-datasets",
  );
}

/** One day of weather: date, precipitation in mm, temperatures in °C, wind in m/s, weather. */
export type WeatherRow = [string, number, number, number, number, string];

/** Seattle's weather, day by day, 2012 to 2015. */
export function seattleWeather(): WeatherRow[] {
  const [, ...lines] = readFileSync(datasetPath("seattle-weather.csv"), "utf8")
    .trim()
    .split(/\r?\n/);
  return lines.map((line) => {
    const [date, rain, max, min, wind, weather] = line.split(",");
    return [date!, Number(rain), Number(max), Number(min), Number(wind), weather!];
  });
}

/** Columns of flights in the USA: delay in minutes and distance in miles. */
export interface Flights {
  readonly delay: number[];
  readonly distance: number[];
}

/** 20,000 flights of 2001, column by column. */
export function flights(): Flights {
  const rows = JSON.parse(readFileSync(datasetPath("flights-20k.json"), "utf8")) as {
    delay: number;
    distance: number;
  }[];
  return { delay: rows.map((row) => row.delay), distance: rows.map((row) => row.distance) };
}
