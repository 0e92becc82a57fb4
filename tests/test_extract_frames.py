"""Frames of data/frames.tsv: each row with a sentence that it must read; each property with sentences that none may read."""

import pytest
from relation_sentences import marked_doc, triples

from extract.frames import frame_table, match_frames
from extract.relations import read_document_relations

READ = [
    ("由{C:天禾机械}等企业投资建设的{J:智能农机产业基地项目}开工。", "天禾机械 undertakes 智能农机产业基地项目"),
    ("{J:北岸冷链物流中心项目}由{C:恒泰物流}与{C:安达供应链}共同投资。", "安达供应链 undertakes 北岸冷链物流中心项目"),
    ("{C:海川新材}投资建设年产3万吨的{J:特种纸项目}。", "海川新材 undertakes 特种纸项目"),
    ("{C:海川新材}在园区里已经建了两年的{J:特种纸项目}。", "海川新材 undertakes 特种纸项目"),
    ("{C:海川集团}投资12亿元建设{J:特种纸项目}。", "海川集团 investsIn 特种纸项目"),
    ("去年，{C:海川集团}收购了{C:白水纸业}。", "海川集团 investsIn 白水纸业"),
    ("{J:特种纸项目}由{C:海川集团}和{C:白水纸业}出资。", "白水纸业 investsIn 特种纸项目"),
    ("这是{C:海川集团}最大的项目——{P:海川智慧园}。", "海川集团 investsIn 海川智慧园"),
    ("{C:海川集团}旗下的{C:白水纸业}、{C:青田印务}今年投产。", "青田印务 subsidiaryOf 海川集团"),
    ("{C:白水纸业}的母公司{C:海川集团}增加投入。", "白水纸业 subsidiaryOf 海川集团"),
    ("{C:白水纸业}通过审核，成为{C:天禾机械}的供货商。", "白水纸业 suppliesTo 天禾机械"),
    ("{N:周文}今年升任{G:云岭区经信局}副局长。", "周文 leads 云岭区经信局"),
    ("{E:云岭农机博览会}为期三天，发布了{L:《农机合作倡议》}。", "《农机合作倡议》 issuedBy 云岭农机博览会"),
    ("{C:天禾机械}、{C:海川新材}首次亮相{E:云岭农机博览会}。", "海川新材 participatesIn 云岭农机博览会"),
    ("{C:白水纸业}是{C:海川集团}的全资子公司。", "白水纸业 subsidiaryOf 海川集团"),
    ("{C:白水纸业}隶属于{C:海川集团}。", "白水纸业 subsidiaryOf 海川集团"),
    ("{C:海川集团}完成收购{C:白水纸业}。", "白水纸业 subsidiaryOf 海川集团"),
    ("{C:海川集团}拥有{C:白水纸业}、{C:青田印务}等2家上市公司。", "青田印务 subsidiaryOf 海川集团"),
    ("{C:精锐齿轮}为{C:长河汽车}、{C:东岭客车}等整车厂供货。", "精锐齿轮 suppliesTo 东岭客车"),
    ("专门为{C:长河汽车}、{C:东岭客车}等车企提供零部件的{C:精锐齿轮}订单不断。", "精锐齿轮 suppliesTo 长河汽车"),
    ("{C:长河汽车}的核心供应商{C:精锐齿轮}扩产。", "精锐齿轮 suppliesTo 长河汽车"),
    ("{C:精锐齿轮}成为{C:长河汽车}的一级供应商。", "精锐齿轮 suppliesTo 长河汽车"),
    ("{C:精锐齿轮}的客户包括{C:长河汽车}和{C:东岭客车}。", "精锐齿轮 suppliesTo 东岭客车"),
    ("{C:精锐齿轮}的变速箱销往{C:长河汽车}。", "精锐齿轮 suppliesTo 长河汽车"),
    ("{C:长河汽车}、{C:东岭客车}等都使用{C:精锐齿轮}的变速箱。", "精锐齿轮 suppliesTo 东岭客车"),
    ("{B:江岸银行}向{C:海川新材}发放流动资金贷款800万元。", "江岸银行 finances 海川新材"),
    ("{C:海川新材}从{B:江岸银行}获得了800万元贷款。", "江岸银行 finances 海川新材"),
    ("{B:江岸银行}以信贷资金支持{C:海川新材}。", "江岸银行 finances 海川新材"),
    ("年初，市里发放首笔“{M:碳效贷}”800万元，{C:海川新材}于是成为第一家受益的企业。", "碳效贷 finances 海川新材"),
    ("{B:江岸银行}日前投放全省首笔碳效挂钩贷款，{C:海川新材}（简称“海川”）成为首家拿到贷款的企业。", "江岸银行 finances 海川新材"),
    ("{G:云岭区经信局}党组书记、局长{N:周文}到企业走访。", "周文 leads 云岭区经信局"),
    ("{N:周文}现任{G:云岭区经信局}局长。", "周文 leads 云岭区经信局"),
    ("{C:海川新材}与{I:云岭大学}签署合作协议。", "海川新材 cooperatesWith 云岭大学"),
    ("{C:海川新材}携手{I:云岭大学}，成立实验室。", "海川新材 cooperatesWith 云岭大学"),
    ("{G:云岭区经信局}等五部门联合印发了{L:《制造业提质行动方案》}。", "《制造业提质行动方案》 issuedBy 云岭区经信局"),
    ("{L:《制造业提质行动方案》}已由{G:云岭区经信局}正式印发。", "《制造业提质行动方案》 issuedBy 云岭区经信局"),
    ("工厂被{G:云岭省工信厅}认定为{T:省级绿色工厂}。", "省级绿色工厂 issuedBy 云岭省工信厅"),
    ("{G:云岭省工信厅}公布的{T:省级绿色工厂}有三家。", "省级绿色工厂 issuedBy 云岭省工信厅"),
    ("{C:海川新材}、{C:白水纸业}等企业先后入选{T:国家级绿色工厂}。", "白水纸业 hasDesignation 国家级绿色工厂"),
    ("作为{T:国家级绿色工厂}，{C:海川新材}率先改造锅炉。", "海川新材 hasDesignation 国家级绿色工厂"),
    ("{C:海川新材}是一家{T:省级专精特新企业}。", "海川新材 hasDesignation 省级专精特新企业"),
    ("{C:海川新材}现在拥有{T:省级企业技术中心}。", "海川新材 hasDesignation 省级企业技术中心"),
    ("{T:国家级绿色工厂}——{C:海川新材}。", "海川新材 hasDesignation 国家级绿色工厂"),
    ("{C:海川新材}、{C:白水纸业}落户{P:云岭经开区}。", "白水纸业 locatedIn 云岭经开区"),
    ("位于{P:云岭经开区}的{C:海川新材}正在赶订单。", "海川新材 locatedIn 云岭经开区"),
    ("{P:云岭经开区}先后引进{C:海川新材}、{C:白水纸业}。", "白水纸业 locatedIn 云岭经开区"),
    ("{R:云岭区}的{C:海川新材}扩产。", "海川新材 locatedIn 云岭区"),
    ("在{R:云岭区}，{C:海川新材}扩产。", "海川新材 locatedIn 云岭区"),
    ("{E:云岭农机博览会}日前在{R:云岭区}举办。", "云岭农机博览会 locatedIn 云岭区"),
    ("{C:海川新材}在{R:云岭区}投产。", "海川新材 locatedIn 云岭区"),
    ("{C:海川新材}、{C:白水纸业}来自{R:云岭区}。", "白水纸业 locatedIn 云岭区"),
    ("以{C:海川新材}为链主，{R:云岭区}延链补链。", "海川新材 locatedIn 云岭区"),
    ("{R:云岭区}做实平台，优化服务，引进{C:海川新材}。", "海川新材 locatedIn 云岭区"),
    ("诞生于{R:云岭区}的纸业龙头，{C:海川新材}上市了。", "海川新材 locatedIn 云岭区"),
    ("作为{R:云岭区}的重点企业，{C:海川新材}扩产。", "海川新材 locatedIn 云岭区"),
    ("{E:云岭农机博览会}（简称农博会）日前在{R:云岭省}{R:青田市}的会展中心开幕。", "云岭农机博览会 locatedIn 青田市"),
    ("作为省里第一批{T:省级创新型城市}，近年来，{R:青田市}步子很大。", "青田市 hasDesignation 省级创新型城市"),
    ("经{G:云岭省工信厅}审批，园区又添{T:省级绿色园区}。", "省级绿色园区 issuedBy 云岭省工信厅"),
    ("走进{R:云岭省}{R:青田市}，机器轰鸣。", "青田市 partOf 云岭省"),
    ("{P:青田片区}是{P:云岭科学城}的组成部分。", "青田片区 partOf 云岭科学城"),
    ("{P:云岭枢纽园}的“园中园”——{P:青田机电园}开园。", "青田机电园 partOf 云岭枢纽园"),
    ("{R:青田市}地处{R:云岭省}东部。", "青田市 partOf 云岭省"),
    ("{R:云岭都市圈}包括{R:青田市}、{R:白水县}。", "白水县 partOf 云岭都市圈"),
    ("以{R:青田市}、{R:白水县}为核心的{R:云岭都市圈}成形。", "青田市 partOf 云岭都市圈"),
    ("{I:云岭轻工研究所}隶属于{G:云岭省科技厅}的直属系统，是{G:云岭省科技厅}直属。", "云岭轻工研究所 partOf 云岭省科技厅"),
    ("{G:云岭省科技厅}下属的{I:云岭轻工研究所}发布成果。", "云岭轻工研究所 partOf 云岭省科技厅"),
    ("{R:云岭区}重点发展{D:智能农机}、{D:新型储能}。", "云岭区 focusesOn 新型储能"),
    ("{R:云岭区}坚持以{D:智能农机}和{D:新型储能}为主导，延链补链。", "云岭区 focusesOn 新型储能"),
    ("{P:云岭经开区}的主导产业为{D:智能农机}。", "云岭经开区 focusesOn 智能农机"),
    ("{D:智能农机}是{R:云岭区}的支柱产业。", "云岭区 focusesOn 智能农机"),
    ("{R:云岭区}围绕{D:智能农机}产业链招商。", "云岭区 focusesOn 智能农机"),
    ("{R:云岭区}形成{K:百亿级农机产业集群}。", "云岭区 hasCluster 百亿级农机产业集群"),
    ("{R:云岭区}{K:农机产业集群}产值破百亿。", "云岭区 hasCluster 农机产业集群"),
    ("以{D:智能农机}、{D:新型储能}为主导的{K:“2+3”产业集群}成形。", "“2+3”产业集群 coversIndustry 新型储能"),
    ("{K:“2+3”产业集群}涵盖{D:智能农机}和{D:新型储能}。", "“2+3”产业集群 coversIndustry 新型储能"),
    ("{D:智能农机}是重点打造的{K:“2+3”产业集群}之一。", "“2+3”产业集群 coversIndustry 智能农机"),
    ("{C:海川新材}深耕{D:特种纸}多年。", "海川新材 operatesIn 特种纸"),
    ("{D:特种纸}行业龙头企业{C:海川新材}扩产。", "海川新材 operatesIn 特种纸"),
    ("{D:新型储能}领域集聚了{C:海川储能}、{C:白水电池}。", "白水电池 operatesIn 新型储能"),
    ("{C:海川储能}是知名的{D:新型储能}龙头。", "海川储能 operatesIn 新型储能"),
    ("{C:天禾机械}研发生产{Q:微耕机}、{Q:插秧机}。", "天禾机械 produces 插秧机"),
    ("{C:天禾机械}是一家专门制造{Q:微耕机}的老厂。", "天禾机械 produces 微耕机"),
    ("{C:天禾机械}主营产品有{Q:微耕机}和{Q:插秧机}。", "天禾机械 produces 插秧机"),
    ("{C:天禾机械}的{Q:微耕机}卖到海外。", "天禾机械 produces 微耕机"),
    ("{Q:微耕机}出自{C:天禾机械}。", "天禾机械 produces 微耕机"),
    ("{C:天禾机械}用废钢，制成{Q:犁铧}。", "天禾机械 produces 犁铧"),
    ("{C:天禾机械}、{C:海川新材}参加{E:云岭农机博览会}。", "海川新材 participatesIn 云岭农机博览会"),
    ("{E:云岭农机博览会}上，{C:天禾机械}人气很旺。", "天禾机械 participatesIn 云岭农机博览会"),
    ("{E:云岭农机博览会}吸引了{C:天禾机械}、{C:海川新材}。", "海川新材 participatesIn 云岭农机博览会"),
    ("{C:天禾机械}在{E:云岭农机博览会}上亮相。", "天禾机械 participatesIn 云岭农机博览会"),
    ("{E:云岭农机博览会}由{G:云岭省农业厅}、{G:青田市政府}主办。", "青田市政府 participatesIn 云岭农机博览会"),
    ("通过{M:农机贷}为{C:天禾机械}解了围。", "天禾机械 participatesIn 农机贷"),
    ("{B:江岸银行}创新推出{M:农机贷}。", "江岸银行 administers 农机贷"),
    ("{I:海川集团研究院}成果很多，{C:海川集团}重视研发。", "海川集团研究院 partOf 海川集团"),
    ("{G:云岭区管委会}代管{P:青田片区}。", "云岭区管委会 administers 青田片区"),
    ("{P:青田片区}由{C:云岭开投公司}运营。", "云岭开投公司 administers 青田片区"),
    ("{R:云岭区}深入实施{L:工业强区战略}。", "云岭区 implements 工业强区战略"),
    ("{C:海川新材}再次中标{J:云岭绿道工程}。", "海川新材 undertakes 云岭绿道工程"),
    ("{F:云岭湿地公园}由{C:海川集团}旗下的{C:白水物业}与{C:青田旅行}联合运营。", "青田旅行 undertakes 云岭湿地公园"),
    ("由龙头企业{C:天禾机械}、{C:海川新材}两方合资建设的{F:云岭农机基地}开工。", "海川新材 undertakes 云岭农机基地"),
    ("{C:海川新材}建得最早的工厂——{F:云岭一厂}停产。", "海川新材 undertakes 云岭一厂"),
    ("走进{C:海川新材}的{F:云岭造纸车间}。", "海川新材 undertakes 云岭造纸车间"),
    ("{C:海川新材}今年新建{J:特种纸项目}正在调试。", "海川新材 undertakes 特种纸项目"),
    ("{C:海川新材}去年获得{C:江岸创投}的800万元融资。", "江岸创投 investsIn 海川新材"),
    ("{C:江岸创投}直接注资{C:海川新材}。", "江岸创投 investsIn 海川新材"),
    ("由贸易商{C:天禾机械}和{C:海川新材}合资兴建的{P:云岭食品产业园}投产。", "海川新材 investsIn 云岭食品产业园"),
    ("{C:海川新材}今年计划总投资2亿元建设{J:特种纸项目}。", "海川新材 investsIn 特种纸项目"),
    ("{C:白水纸业}由{C:海川集团}控股投资。", "白水纸业 subsidiaryOf 海川集团"),
    ("{C:白水纸业}所属的{C:海川集团}投入5000万元。", "白水纸业 subsidiaryOf 海川集团"),
    ("去年{C:白水纸业}整体并入{C:海川集团}。", "白水纸业 subsidiaryOf 海川集团"),
    ("{C:海川集团}成立全资子公司{C:白水纸业}。", "白水纸业 subsidiaryOf 海川集团"),
    ("{B:江岸银行}及时为{C:海川新材}审批贷款。", "江岸银行 finances 海川新材"),
    ("在{B:江岸银行}支持下，{C:海川新材}扩产。", "江岸银行 finances 海川新材"),
    ("银行通过“{M:税票贷}”，很快为{C:海川新材}发放800万元。", "海川新材 participatesIn 税票贷"),
    ("银行为{C:海川新材}及时发放800万元“{M:税票贷}”。", "海川新材 participatesIn 税票贷"),
    ("{C:海川新材}很快拿到了800万元“{M:税票贷}”。", "海川新材 participatesIn 税票贷"),
    ("在{E:云岭智造大会}上，海川新材董事长{N:周文}介绍。", "周文 participatesIn 云岭智造大会"),
    ("{N:周文}在{E:云岭智造大会}上致辞。", "周文 participatesIn 云岭智造大会"),
    ("{E:云岭智造大会}主题为“新质向新”，由{G:云岭市政府}、{I:云岭大学}联合主办。", "云岭大学 participatesIn 云岭智造大会"),
    ("{E:云岭智造大会}由市里主办，{G:云岭市工信局}承办。", "云岭市工信局 participatesIn 云岭智造大会"),
    ("由{G:云岭市政府}和{I:云岭大学}共同主办的{E:云岭智造大会}开幕。", "云岭大学 participatesIn 云岭智造大会"),
    ("{G:云岭市工信局}日前举办了{E:云岭智造大会}。", "云岭市工信局 participatesIn 云岭智造大会"),
    ("{N:周文}、{N:李青}等嘉宾代表和专家出席本次{E:云岭智造大会}。", "李青 participatesIn 云岭智造大会"),
    ("位于江岸的{C:海川集团}，开发运营了{P:云岭科创园}和{P:白水智慧园}。", "海川集团 administers 白水智慧园"),
    ("{C:海川集团}在云岭建设集研发、制造于一体的{P:海川智慧园}。", "海川集团 administers 海川智慧园"),
    ("{R:云岭市}今年统筹安排2亿元{M:制造业转型专项资金}。", "云岭市 administers 制造业转型专项资金"),
    ("“{M:税票贷}”是{B:江岸银行}专门为小微企业打造的信用产品。", "江岸银行 administers 税票贷"),
    ("{B:江岸银行}很快向小微企业提供“{M:税票贷}”。", "江岸银行 administers 税票贷"),
    ("深入贯彻{L:制造强国战略}，{R:云岭市}加快转型。", "云岭市 implements 制造强国战略"),
    ("{C:海川新材}扩建的项目投产后，将年产2万吨{Q:特种纸}、{Q:滤材}。", "海川新材 produces 滤材"),
    ("{C:海川新材}是国内主要的{Q:特种纸}生产企业。", "海川新材 produces 特种纸"),
    ("{C:海川新材}是一家从事{Q:特种纸}生产和销售的企业。", "海川新材 produces 特种纸"),
    ("{R:云岭市}的{Q:特种纸}、{Q:滤材}产量居全国首位。", "云岭市 produces 滤材"),
    ("{C:海川新材}的车间里，工人们正在赶制{Q:特种纸}。", "海川新材 produces 特种纸"),
    ("{C:海川新材}成功研制了国内首套{Q:湿法膜}。", "海川新材 produces 湿法膜"),
    ("{F:云岭基地}制造的是目前最薄的{Q:湿法膜}。", "云岭基地 produces 湿法膜"),
    ("{C:海川新材}有员工200多人，产品涉及{D:医疗}、{D:包装}等领域。", "海川新材 operatesIn 包装"),
    ("{C:海川新材}是国内{D:特种纸}行业的首家上市公司。", "海川新材 operatesIn 特种纸"),
    ("先后引进{C:海川新材}、{C:白水纸业}等22家{D:氢能}企业。", "白水纸业 operatesIn 氢能"),
    ("{C:海川新材}将全力发力{D:大健康}。", "海川新材 operatesIn 大健康"),
    ("作为一家{D:医疗装备制造}企业，{C:海川新材}扩产。", "海川新材 operatesIn 医疗装备制造"),
    ("{R:云岭市}今年加快推动{D:光伏}产业高质量发展。", "云岭市 focusesOn 光伏"),
    ("{R:云岭市}近年来把{D:光伏}、{D:氢能}作为主攻方向。", "云岭市 focusesOn 氢能"),
    ("{D:光伏}产业成为{R:云岭市}的新名片。", "云岭市 focusesOn 光伏"),
    ("走进国家级{T:绿色工厂}{C:海川新材}。", "海川新材 hasDesignation 绿色工厂"),
    ("{Q:云岭黄精}已被认证为{T:地理标志产品}。", "云岭黄精 hasDesignation 地理标志产品"),
    ("{P:云岭经开区}日前举行{E:项目集中开工仪式}。", "项目集中开工仪式 locatedIn 云岭经开区"),
    ("{R:云岭市}目前已建成国家级的{P:云岭软件园}、{P:白水智慧园}等。", "白水智慧园 locatedIn 云岭市"),
    ("{P:云岭新城}地跨{R:江岸}、{R:白水}。", "云岭新城 locatedIn 白水"),
    ("{C:海川新材}就安家在风景如画的{R:云岭市}。", "海川新材 locatedIn 云岭市"),
    ("{R:江岸}、{R:白水}4个城市是{R:云岭都市圈}的核心区。", "白水 partOf 云岭都市圈"),
    ("{P:云岭港产业园}的{P:园中园}——{P:白水物流园}。", "白水物流园 partOf 云岭港产业园"),
    ("{C:海川新材}执行董事{N:周文}介绍。", "周文 leads 海川新材"),
    ("{N:周文}两年前创办了{C:海川新材}。", "周文 leads 海川新材"),
    ("{C:精锐齿轮}的产品打入{C:长河汽车}、{C:东岭客车}等车企供应链。", "精锐齿轮 suppliesTo 东岭客车"),
    ("{E:云岭区第三次党代会}{L:《决定》}提出新目标。", "《决定》 issuedBy 云岭区第三次党代会"),
    ("{R:云岭市}、{R:江岸市}等地相继出台{L:机器人产业计划}。", "机器人产业计划 issuedBy 云岭市"),
    ("{R:云岭市}日前在全省率先出台{L:《云岭条例》}。", "《云岭条例》 issuedBy 云岭市"),
    ("{E:云岭智造大会}在江岸开幕，{C:海川新材}、{C:白水纸业}等企业参展。", "白水纸业 participatesIn 云岭智造大会"),
]

SILENT = [
    ("{C:天禾机械}没有参加{E:云岭农机博览会}。", "participatesIn"),
    ("{C:海川新材}未入选{T:国家级绿色工厂}。", "hasDesignation"),
    ("{C:天禾机械}停止生产{Q:微耕机}。", "produces"),
    ("{C:天禾机械}扩产。{C:海川新材}与{I:云岭大学}开会。", "cooperatesWith"),
    ("{C:天禾机械}的{Q:微耕机}卖到海外。", "suppliesTo"),
    ("{N:周文}参观了{C:天禾机械}。", "leads"),
    ("{B:江岸银行}行长{N:周文}到{C:海川新材}调研。", "finances"),
    ("{R:云岭区}、{R:青田市}齐头并进。", "partOf"),
    ("{C:天禾机械}的订单来自{R:云岭区}以外。", "administers"),
    ("{G:云岭省工信厅}召开会议，学习{L:《制造业提质行动方案》}。", "issuedBy"),
    ("{C:海川集团}和{C:白水纸业}都在扩产。", "subsidiaryOf"),
    ("{C:海川集团}和{C:白水纸业}都在扩产。", "investsIn"),
    ("{J:特种纸项目}旁就是{C:天禾机械}。", "undertakes"),
    ("{C:天禾机械}开到{R:云岭区}需要两小时。", "locatedIn"),
    ("以{C:天禾机械}为例，{R:云岭区}外的工厂也在扩产。", "locatedIn"),
    ("作为{G:云岭省工信厅}的联系点，企业提出{T:省级绿色园区}的申请。", "hasDesignation"),
    ("市里宣传{M:碳效贷}，{C:海川新材}成为首家通过体系认证的企业。", "finances"),
    ("{B:江岸银行}累计投放贷款80亿元。{C:海川新材}成为首家上市的企业。", "finances"),
    ("{B:江岸银行}投放贷款80亿元；另外，{C:海川新材}成为首家上市的企业。", "finances"),
    ("{R:云岭区}离{D:智能农机}强区还有距离。", "focusesOn"),
    ("{R:云岭区}学习外地{K:农机产业集群}的经验。", "hasCluster"),
    ("{K:“2+3”产业集群}不同于{D:智能农机}。", "coversIndustry"),
    ("{C:海川储能}对{D:新型储能}的前景看淡。", "operatesIn"),
    ("{R:云岭区}研究{L:工业强区战略}。", "implements"),
]  # fmt: skip


def expected(text):
    return tuple(text.split(" "))


@pytest.mark.parametrize(("marked", "wanted"), READ, ids=[wanted for _, wanted in READ])
def test_frames_read_what_a_sentence_states(marked, wanted):
    doc = marked_doc(marked)
    assert expected(wanted) in triples(doc, read_document_relations(doc))


@pytest.mark.parametrize(("marked", "predicate"), SILENT, ids=[f"{p}: {m[:12]}" for m, p in SILENT])
def test_frames_stay_silent_on_what_is_not_stated(marked, predicate):
    doc = marked_doc(marked)
    read = [s for s in read_document_relations(doc) if s.rule.startswith("frame") and s.predicate == predicate]
    assert triples(doc, read) == set()


def test_each_frame_is_read_by_some_sentence():
    fired = set()
    for marked, _ in READ:
        doc = marked_doc(marked)
        kind = {e.key: e.kind for e in doc._.entities}
        for sentence in doc._.sentences:
            mentions = [m for m in doc._.mentions if m.span.within(sentence.span)]
            fired |= {m.frame.number for m in match_frames(doc.text, sentence.span, mentions, [kind[m.entity] for m in mentions]) if m.subjects}
    assert {f.number for f in frame_table()} - fired == set()
    assert len(READ) >= len(frame_table())


def test_frames_carry_a_left_out_subject():
    doc = marked_doc("{C:天禾机械}成立于2001年，主要生产{Q:微耕机}。")
    assert ("天禾机械", "produces", "微耕机") in triples(doc, [s for s in read_document_relations(doc) if s.rule.startswith("carry")])
