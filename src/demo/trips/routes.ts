/**
 * Ways home with suspects: the lock-up near the place of arrest, stretches, and where a position is reported. All
 * times are minutes after the escort begins, positions WGS 84, good to a kilometre or so.
 */

/** A stretch of a way. */
interface Stretch {
  readonly mode: 'TRAIN' | 'ROAD' | 'AIR';
  readonly from: string;
  readonly to: string;
  readonly departs: number;
  readonly arrives: number;
}

/** A place on the way, with longitude and latitude. */
interface Waypoint {
  readonly after: number;
  readonly place: string;
  readonly point: readonly [number, number];
}

/** A way from a city to the detention house at home. */
export interface Route {
  /** Where suspects are held until the way begins 寄押. */
  readonly house: string;
  readonly stretches: readonly Stretch[];
  readonly waypoints: readonly Waypoint[];
  /** When the suspects are in the detention house at home. */
  readonly home: number;
}

/** The detention house at home. */
export const HOME_HOUSE = '永康市看守所';

const PLACES = {
  嘉兴: [120.75, 30.75],
  绍兴: [120.58, 30.0],
  诸暨: [120.24, 29.71],
  义乌站: [120.02, 29.38],
  金华站: [119.64, 29.11],
  上饶站: [117.96, 28.45],
  南昌西站: [115.79, 28.62],
  长沙南站: [113.06, 28.15],
  衡阳东站: [112.7, 26.89],
  永州站: [111.63, 26.42],
  桂林北站: [110.31, 25.33],
  柳州站: [109.39, 24.31],
  南宁东站: [108.43, 22.84],
  韶关站: [113.55, 24.77],
  广州南站: [113.27, 22.99],
  珠海站: [113.55, 22.22],
  杭州东站: [120.21, 30.29],
  南京南站: [118.8, 31.97],
  建瓯西站: [118.25, 27.03],
  福州站: [119.32, 26.11],
  厦门高崎国际机场: [118.13, 24.54],
  杭州萧山国际机场: [120.43, 30.23],
} as const;

type Place = keyof typeof PLACES;

/** Ways by the city that they begin in. */
export const ROUTES = {
  binyang: way('宾阳县看守所', [
    ...['ROAD 宾阳县看守所 南宁东站 0 90', 'TRAIN 南宁东站 金华站 130 790', 'ROAD 金华站 永康市看守所 810 880'],
    ...['85 南宁东站', '200 柳州站', '285 桂林北站', '365 永州站', '430 衡阳东站', '500 长沙南站'],
    ...['610 南昌西站', '700 上饶站', '795 金华站'],
  ]),
  nanning: way('南宁市第一看守所', [
    ...['ROAD 南宁市第一看守所 南宁东站 0 40', 'TRAIN 南宁东站 金华站 80 740', 'ROAD 金华站 永康市看守所 760 830'],
    ...['40 南宁东站', '150 柳州站', '235 桂林北站', '315 永州站', '380 衡阳东站', '450 长沙南站'],
    ...['560 南昌西站', '650 上饶站', '745 金华站'],
  ]),
  changsha: way('长沙市第一看守所', [
    ...['ROAD 长沙市第一看守所 长沙南站 0 50', 'TRAIN 长沙南站 金华站 80 330', 'ROAD 金华站 永康市看守所 350 420'],
    ...['70 长沙南站', '165 南昌西站', '255 上饶站', '335 金华站'],
  ]),
  zhuhai: way('珠海市第一看守所', [
    ...['ROAD 珠海市第一看守所 珠海站 0 40', 'TRAIN 珠海站 广州南站 60 135', 'TRAIN 广州南站 金华站 180 570'],
    ...['ROAD 金华站 永康市看守所 590 660', '50 珠海站', '140 广州南站', '235 韶关站', '300 衡阳东站'],
    ...['340 长沙南站', '430 南昌西站', '510 上饶站', '575 金华站'],
  ]),
  nanjing: way('南京市看守所', [
    ...['ROAD 南京市看守所 南京南站 0 50', 'TRAIN 南京南站 金华站 80 260', 'ROAD 金华站 永康市看守所 280 350'],
    ...['60 南京南站', '150 杭州东站', '215 义乌站', '265 金华站'],
  ]),
  suzhou: way('苏州市第一看守所', [
    ...['ROAD 苏州市第一看守所 永康市看守所 0 330', '100 嘉兴', '190 绍兴', '260 诸暨'],
  ]),
  fuzhou: way('福州市第一看守所', [
    ...['ROAD 福州市第一看守所 福州站 0 45', 'TRAIN 福州站 上饶站 70 200', 'TRAIN 上饶站 金华站 230 290'],
    ...['ROAD 金华站 永康市看守所 310 380', '60 福州站', '140 建瓯西站', '205 上饶站', '295 金华站'],
  ]),
  zhangzhou: way('漳州市看守所', [
    ...['ROAD 漳州市看守所 厦门高崎国际机场 0 80', 'AIR 厦门高崎国际机场 杭州萧山国际机场 150 235'],
    ...['ROAD 杭州萧山国际机场 永康市看守所 260 400', '85 厦门高崎国际机场', '140 厦门高崎国际机场'],
    ...['245 杭州萧山国际机场', '330 诸暨'],
  ]),
} as const satisfies Readonly<Record<string, Route>>;

/** The city that a way begins in. */
export type RouteKey = keyof typeof ROUTES;

/** A way from lines: `mode from to departs arrives` for stretches, `minutes place` for positions. */
function way(house: string, lines: readonly string[]): Route {
  const words = lines.map((line) => line.split(' '));
  const stretches = words
    .filter((line) => line.length > 2)
    .map(([mode, from = '', to = '', departs, arrives]) => ({
      ...{ mode: mode as Stretch['mode'], from, to },
      ...{ departs: Number(departs), arrives: Number(arrives) },
    }));
  const waypoints = words
    .filter((line) => line.length === 2)
    .map(([after, place = '']) => ({ after: Number(after), place, point: PLACES[place as Place] }));
  return { house, stretches, waypoints, home: stretches.at(-1)?.arrives ?? 0 };
}
