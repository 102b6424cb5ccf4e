"""The look of a report: one inline style sheet, light and dark, phone to print, no other file."""

CSS = """
:root{color-scheme:light dark;--ground:#f5f6fa;--card:#fff;--line:#e3e6ee;--ink:#1a1f36;
--soft:#5b6480;--accent:#2f3f8f;--tint:#eef0fb;--ok:#237a4f;--risk:#9a6a00;--late:#b92f25;
--supplier:#4a62c9;--department:#1f8a8a;--customer:#b184dd;--approver:#d3a13b;--outside:#a3adbd;
--unknown:#d5dae4;--k0:#b92f25;--k1:#e3a49b;--k2:#f0d9a3;--k3:#c3dfcf;--k4:#86c2a2;--k5:#237a4f;
--kn:#e6e9f1;--on:#fff;--under:#1a1f36;--grid:#e8ebf2}
@media(prefers-color-scheme:dark){:root{--ground:#111522;--card:#1a1f30;--line:#2b3147;
--ink:#eceff8;
--soft:#a3abc4;--accent:#9aa7ff;--tint:#232a44;--ok:#4cc38a;--risk:#e5b04a;--late:#f5877b;
--supplier:#7c90ea;--department:#43b5b5;--customer:#cfaaf0;--approver:#e5bd66;--outside:#7d8799;
--unknown:#4a526b;--k0:#f07568;--k1:#7d3b38;--k2:#5e4c22;--k3:#2b4a3f;--k4:#2f7355;--k5:#4cc38a;
--kn:#2b3147;--on:#10141f;--under:#eceff8;--grid:#2b3147}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);
font:14px/1.5 Inter,"Inter Variable",system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
font-feature-settings:"tnum","cv05"}
main,header,footer{max-width:1180px;margin:0 auto;padding:0 20px}
header{padding-top:28px}
.mark{font-weight:700;font-size:15px;letter-spacing:-.01em}.mark b{color:var(--accent)}
h1{font-size:27px;line-height:1.2;letter-spacing:-.02em;margin:14px 0 6px}
h2{font-size:16px;letter-spacing:-.01em;margin:0 0 4px}
h3{font-size:13px;margin:18px 0 6px}
p{margin:0 0 10px;max-width:74ch}
a{color:var(--accent)}
.soft,.note{color:var(--soft)}.note{font-size:12.5px;margin:8px 0 0}
nav{display:flex;flex-wrap:wrap;gap:4px 16px;margin:14px 0 18px;font-size:13px}
nav a{text-decoration:none}nav a:hover,nav a:focus{text-decoration:underline}
section,.card{background:var(--card);border:1px solid var(--line);border-radius:12px;
padding:20px 22px;margin:0 0 14px;break-inside:avoid}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;
margin:0 0 14px}
.card{margin:0;padding:14px 16px}
.card .k{color:var(--soft);font-size:12.5px}.card .v{font-size:23px;font-weight:650;
letter-spacing:-.02em;line-height:1.3;margin:2px 0;white-space:nowrap}
.card .s{color:var(--soft);font-size:12.5px}
header p{max-width:none}
.lead{font-size:16px;line-height:1.6;max-width:76ch}.lead p{max-width:none;margin:0 0 8px}
b,strong{font-weight:650}
.ok{color:var(--ok)}.risk{color:var(--risk)}.late{color:var(--late)}
ol.act{list-style:none;margin:8px 0 0;padding:0;counter-reset:a}
ol.act li{counter-increment:a;position:relative;padding:12px 0 12px 40px;
border-top:1px solid var(--line);
break-inside:avoid}
ol.act li:first-child{border-top:0}
ol.act li::before{content:counter(a);position:absolute;left:0;top:13px;width:26px;height:26px;
border-radius:50%;background:var(--tint);color:var(--accent);font-weight:650;font-size:12.5px;
display:grid;place-items:center}
ol.act .t{font-weight:650}ol.act .r{margin:2px 0 0;max-width:none}
.chip{display:inline-block;background:var(--tint);color:var(--soft);border-radius:20px;
font-size:12px;
padding:1px 9px;margin-left:8px;font-weight:500;white-space:nowrap}
.scroll{overflow-x:auto;-webkit-overflow-scrolling:touch;margin:10px -6px 0;padding:0 6px}
.pair .scroll{margin-top:0}.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px;
border-radius:8px}
svg{display:block;width:100%;height:auto;font-family:inherit}
svg text{fill:var(--ink);font-size:12px}svg .soft{fill:var(--soft)}
svg .b{font-weight:650}svg .s{font-size:11px}
.k0{fill:var(--k0)}.k1{fill:var(--k1)}.k2{fill:var(--k2)}.k3{fill:var(--k3)}.k4{fill:var(--k4)}
.k5{fill:var(--k5)}.kn{fill:var(--kn)}
svg text.tk0,svg text.tk5{fill:var(--on)}svg text.tk1,svg text.tk2,svg text.tk3,svg text.tk4,
svg text.tkn{fill:var(--under)}
.vol{fill:currentColor;opacity:.45}.vk0,.vk5{color:var(--on)}.vk1,.vk2,.vk3,.vk4,
.vkn{color:var(--under)}
.sk0,.sk1{stroke:var(--late)}.sk2{stroke:var(--risk)}.sk3,.sk4,.sk5{stroke:var(--ok)}
.skn{stroke:var(--soft)}.link{fill:none;opacity:.5}.link:hover{opacity:1}
.ribbon{opacity:.42}.ribbon:hover{opacity:.85}
.fk0,.fk1{fill:var(--late)}.fk2{fill:var(--risk)}.fk3,.fk4,.fk5{fill:var(--ok)}
.fkn{fill:var(--soft)}
.supplier{fill:var(--supplier)}.department{fill:var(--department)}.customer{fill:var(--customer)}
.approver{fill:var(--approver)}.outside{fill:var(--outside)}.unknown{fill:var(--unknown)}
.confirm{fill:var(--customer);opacity:.45}svg text.in-supplier,
svg text.in-department{fill:var(--on)}
svg text.few{font-weight:400;font-size:11px;fill:var(--soft)}
.node{fill:var(--supplier);stroke:var(--card);stroke-width:2}
.dot{fill:var(--card);stroke:var(--late);stroke-width:3}
.grid{stroke:var(--grid);stroke-width:1}.axis{stroke:var(--soft);stroke-width:1}
.came{fill:var(--supplier);opacity:.8}.went{fill:var(--ok);opacity:.75}
.line{fill:none;stroke:var(--accent);stroke-width:2}.area{fill:var(--accent);opacity:.1}
.range{stroke:var(--soft);stroke-width:2}.halo{paint-order:stroke;stroke:var(--card);
stroke-width:4px;
stroke-linejoin:round}
table{border-collapse:collapse;width:100%;font-size:13px;margin:6px 0 0}
th,td{text-align:left;padding:5px 10px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:500;font-size:12px}
td.n,th.n{text-align:right;white-space:nowrap;padding-left:12px}
td.name{max-width:26ch;overflow-wrap:anywhere}
td.c{width:150px}td svg{width:126px;display:inline-block}
.top{display:grid;grid-template-columns:minmax(0,1.55fr) minmax(0,1fr);gap:14px}
.top .cards{grid-template-columns:1fr 1fr;align-content:stretch}
.pair{display:grid;grid-template-columns:minmax(0,1.15fr) minmax(0,1fr);gap:8px 34px;
align-items:start}
details{margin:10px 0 0;font-size:13px}summary{cursor:pointer;color:var(--accent);width:max-content;
max-width:100%}
details p{margin-top:8px}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:12.5px;color:var(--soft);margin:10px 0 0;
padding:0;list-style:none}
.legend i{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:6px;
vertical-align:-1px}
.i-supplier,.i-came{background:var(--supplier)}.i-department{background:var(--department)}
.i-customer{background:var(--customer)}.i-confirm{background:var(--customer);opacity:.45}
.i-approver{background:var(--approver)}
.i-outside{background:var(--outside)}.i-unknown{background:var(--unknown)}
.i-k0{background:var(--k0)}.i-k1{background:var(--k1)}.i-k2{background:var(--k2)}
.i-k3{background:var(--k3)}.i-k4{background:var(--k4)}.i-k5{background:var(--k5)}
.i-kn{background:var(--kn)}.i-went{background:var(--ok)}.i-line{background:var(--accent)}
.i-dot{border:3px solid var(--late);border-radius:50%!important;background:var(--card)}
.i-risk{background:var(--risk)}.i-late{background:var(--late)}.i-soft{background:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:6px 0 0;font-size:13px}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
footer{color:var(--soft);font-size:12.5px;padding:6px 20px 40px}
@media(max-width:900px){.top,.pair{grid-template-columns:minmax(0,1fr)}}
@media(max-width:600px){main,header,footer{padding-left:12px;padding-right:12px}
section{padding:16px 14px}h1{font-size:23px}.lead{font-size:15px}
.cards{grid-template-columns:1fr 1fr;gap:8px}.card{padding:12px}.card .v{font-size:19px}
.wide svg{width:auto;max-width:none;height:var(--tall,340px)}
td.name{min-width:11ch}td.c,th.c{display:none}dl{grid-template-columns:1fr}dt{margin-top:6px}}
@media print{:root{color-scheme:light;--ground:#fff}body{font-size:11px}nav{display:none}
section,.card{border-color:#ccc}main,header,footer{max-width:none;padding:0}
.scroll{overflow:visible}.link,.ribbon{opacity:.6}*{print-color-adjust:exact;
-webkit-print-color-adjust:exact}
a{color:inherit;text-decoration:none}}
@media(prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
"""
