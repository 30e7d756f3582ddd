import english from '../../src/core/division-names.en.json';
import { allDivisions, divisionsWithin, findDivision, fullName } from '../../src/core/divisions';

const codesOf = (entries: { code: string }[]) => entries.map(({ code }) => code);

describe('findDivision', () => {
  it('knows the three levels', () => {
    expect(findDivision('330784')).toEqual({
      code: '330784',
      level: 'COUNTY',
      nameZh: '永康市',
      nameEn: 'Yongkang',
      parent: '330700',
    });
    expect(findDivision('330700')).toMatchObject({ level: 'PREFECTURE', nameZh: '金华市', parent: '330000' });
    expect(findDivision('330000')).toMatchObject({ level: 'PROVINCE', nameZh: '浙江省', parent: null });
  });

  it.each([
    ['440400', '珠海市'],
    ['430100', '长沙市'],
    ['450100', '南宁市'],
    ['450126', '宾阳县'],
    ['440904', '电白区'],
    ['431300', '娄底市'],
    ['431321', '双峰县'],
    ['431100', '永州市'],
    ['350600', '漳州市'],
    ['350800', '龙岩市'],
    ['710000', '台湾省'],
    ['810000', '香港特别行政区'],
    ['820000', '澳门特别行政区'],
    ['441900', '东莞市'],
    ['620200', '嘉峪关市'],
  ])('knows %s as %s', (code, nameZh) => {
    expect(findDivision(code)?.nameZh).toBe(nameZh);
  });

  it.each([
    ['110101', '110000'], // a district of a municipality
    ['500229', '500000'], // a county of a municipality
    ['429004', '420000'], // a county-level city directly under its province
    ['659001', '650000'],
  ])('hangs %s directly under %s', (code, parent) => {
    expect(findDivision(code)?.parent).toBe(parent);
  });

  it.each(['110100', '500200', '429000', '620201', '340176', '440923', '33', '000000', 'toString', ''])(
    'does not know %j',
    (code) => {
      expect(findDivision(code)).toBeNull();
    },
  );
});

describe('fullName', () => {
  it.each([
    ['330784', '浙江省金华市永康市', 'Yongkang, Jinhua, Zhejiang'],
    ['110101', '北京市东城区', '东城区, Beijing'],
    ['440904', '广东省茂名市电白区', 'Dianbai, 茂名市, Guangdong'],
    ['430000', '湖南省', 'Hunan'],
  ])('of %s is %s and %s', (code, zh, en) => {
    expect(fullName(code, 'ZH_CN')).toBe(zh);
    expect(fullName(code, 'EN')).toBe(en);
  });

  it('refuses an unknown code', () => {
    expect(() => fullName('999999', 'EN')).toThrow(RangeError);
  });
});

describe('divisionsWithin', () => {
  it('gives direct and indirect children and not the division itself', () => {
    const codes = codesOf(divisionsWithin('330000'));
    expect(codes).toContain('330700');
    expect(codes).toContain('330784');
    expect(codes).not.toContain('330000');
    expect(codesOf(divisionsWithin('330700')).every((code) => code.startsWith('3307'))).toBe(true);
    expect(divisionsWithin('330700')).toHaveLength(9);
  });

  it('gives nothing for a county or an unknown code, and everything for null', () => {
    expect([divisionsWithin('330784'), divisionsWithin('110100'), divisionsWithin('')]).toEqual([[], [], []]);
    expect(divisionsWithin(null)).toEqual(allDivisions());
  });
});

describe('allDivisions', () => {
  const all = allDivisions();

  it('has 34 provinces, 333 prefectures and 2,850 counties in the order of codes', () => {
    const count = (level: string) => all.filter((entry) => entry.level === level).length;
    expect([count('PROVINCE'), count('PREFECTURE'), count('COUNTY')]).toEqual([34, 333, 2850]);
    expect([...codesOf(all)].sort()).toEqual(codesOf(all));
  });

  it('has a six-digit code, a Chinese name and a known parent for each', () => {
    for (const { code, level, nameZh, parent } of all) {
      expect(code).toMatch(/^[1-8]\d{5}$/);
      expect(nameZh).toMatch(/^[\u4e00-\u9fff]{2,}$/);
      expect(nameZh).not.toMatch(/^(市辖区|县)$|直辖县级/);
      expect(parent === null ? level : (findDivision(parent)?.code ?? 'unknown')).toBe(parent ?? 'PROVINCE');
    }
  });

  it('has an English name for every province, and English names for nothing unknown', () => {
    expect(all.filter(({ level, nameEn }) => level === 'PROVINCE' && nameEn === null)).toEqual([]);
    expect(Object.keys(english).filter((code) => findDivision(code) === null)).toEqual([]);
  });

  it('cannot be changed by its callers', () => {
    all.length = 0;
    expect(allDivisions()).not.toHaveLength(0);
    expect(Object.isFrozen(findDivision('330784'))).toBe(true);
  });
});
