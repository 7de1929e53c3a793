"""A past year of suggestions: taken down, answered, some late, some said by several; the last weeks hold one at each stage."""

from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

from tongxin.demo.past import Past
from tongxin.forum.models import Adopted, State, Suggestion
from tongxin.forum.suggestions import actions
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.ids import uuid7

# What is suggested, about what; what the board says of it; whether it is adopted, the answer, and why.
TOLD = (
    (
        "building",
        "3栋2单元门禁坏了快一个月，谁都能进",
        "单元门禁损坏，请维修",
        "yes",
        "已换新门禁，钥匙到物业领取",
        "影响居民安全，维修经费已列支",
    ),
    (
        "green",
        "西门花坛没人修剪，挡住了路口视线",
        "西门花坛遮挡视线，请修剪",
        "yes",
        "已请绿化公司修剪，今后每季一次",
        "路口视线不清有隐患",
    ),
    (
        "safety",
        "楼道里停电动车充电，怕着火",
        "楼道内电动车充电，请管理",
        "partly",
        "已清理楼道，车棚加装八个充电口",
        "楼道停放须清理；加装电梯阻车装置需业主表决",
    ),
    (
        "traffic",
        "晚上消防通道停满了车",
        "消防通道停车，请划线管理",
        "yes",
        "已重新划线，物业夜间巡查",
        "消防通道必须保持畅通",
    ),
    (
        "services",
        "希望每月有一次量血压",
        "希望每月安排义诊",
        "yes",
        "医务小组每月第二个周六义诊",
        "小组有力量承担",
    ),
    (
        "venues",
        "阅览室周末能不能开门",
        "建议阅览室周末开放",
        "partly",
        "周六上午试开放三个月",
        "值班人手有限，先试开一个上午",
    ),
    (
        "building",
        "希望在顶楼装太阳能路灯",
        "建议楼顶安装太阳能灯",
        "no",
        "暂不安装",
        "楼顶属全体业主共有，须由业主大会决定",
    ),
    (
        "other",
        "广场舞音量太大，能不能早点结束",
        "建议控制广场活动音量",
        "yes",
        "与队伍约定晚上九点前结束",
        "双方协商一致",
    ),
)
PROPOSERS = ("朱建民", "宋慧兰", "", "马国强", "单玉珍", "", "欧阳丽", "丁志远")
STAGES = ("taken", "charged", "written", "approved", "answered", "published", "withdrawn", "silent")


class SuggestionLife:
    """One suggestion from what somebody says to the stage where its way ends."""

    def __init__(self, past: Past, told: tuple[str, ...], proposer: str, end: str, source: str) -> None:
        self.past, self.told, self.proposer, self.end, self.source = past, told, proposer, end, source
        self.id: UUID = uuid7()

    def _step(self, deed: Any, by: Actor, at: datetime, **facts: Any) -> Suggestion:
        row = Suggestion.objects.get(pk=self.id)
        done: Suggestion = deed(row.pk, **facts, seen=row.version, by=by, at=at)
        return done

    def come(self, at: datetime) -> None:
        """Somebody says it."""
        actions.take(
            subject=self.told[0],
            content=self.told[1],
            source=self.source,
            proposer=self.proposer,
            agrees=True,
            by=self.past.actors["worker"],
            at=at,
            key=self.id,
        )
        if self.end != "taken":
            self.past.at(self.past.later(at, 1), self.charge)
        if self.end in {"published", "silent"}:
            self.past.at(self.past.later(at, 2), self.publish)

    def charge(self, at: datetime) -> None:
        """A chief names who is in charge."""
        account = self.past.actors["worker"].account_id
        self._step(actions.charge, self.past.actors["deputy"], at, account_id=account)
        if self.end not in {"charged", "silent"}:
            self.past.at(self.past.later(at, 4), self.write)

    def write(self, at: datetime) -> None:
        """Who is in charge drafts an answer."""
        facts = {"adopted": self.told[3], "text": self.told[4], "reason": self.told[5]}
        self._step(actions.write_answer, self.past.actors["worker"], at, **facts)
        if self.end != "written":
            self.past.at(self.past.later(at, 1), self.approve)

    def approve(self, at: datetime) -> None:
        """A chief approves it."""
        self._step(actions.approve_answer, self.past.actors["deputy"], at)
        if self.end != "approved":
            self.past.at(self.past.later(at, 1), self.give)

    def give(self, at: datetime) -> None:
        """It is given to the proposer, and stands on the board after that."""
        self._step(actions.give_answer, self.past.actors["worker"], at, answered_on=local_date(at))
        if self.end in {"published", "withdrawn"}:
            self.past.at(self.past.later(at, 2), self.publish)
        if self.end == "withdrawn":
            self.past.at(self.past.later(at, 6), self.withdraw)

    def publish(self, at: datetime) -> None:
        """A chief puts it on the board: at once in its words, later with the answer."""
        answered = Suggestion.objects.filter(pk=self.id, state=State.ANSWERED).exists()
        answer = f"{Adopted(self.told[3]).label}。{self.told[4]}。{self.told[5]}。" if answered else ""
        self._step(actions.publish, self.past.actors["deputy"], at, words=self.told[2], answer=answer)

    def withdraw(self, at: datetime) -> None:
        """It is taken off the board again."""
        reason = "答复中的日期有误，更正后重新公示"
        self._step(actions.withdraw, self.past.actors["deputy"], at, reason=reason)

    def merge_into(self, other: "SuggestionLife", at: datetime) -> None:
        """It says the same as another one."""
        self._step(actions.merge, self.past.actors["worker"], at, into_id=other.id)


def plan_suggestions(past: Past, *, first: date, last: date, number: int) -> None:
    """Put a year of suggestions on the line; the last weeks hold one at each stage, and two that say the same."""
    told, who = cycle(TOLD), cycle(PROPOSERS)
    sources = cycle(("forum", "desk", "visit", "forum", "box"))
    span = (last - first).days - 40
    for at in range(number):
        day = first + timedelta(days=max(round(span * at / max(number, 1)), 0))
        end = "silent" if at % 11 == 10 else "answered" if at % 4 == 3 else "published"
        past.at(past.office_hour(day), SuggestionLife(past, next(told), next(who), end, next(sources)).come)
    for at, end in enumerate(STAGES):
        day = last - timedelta(days=40 if end == "silent" else 20 - at)
        past.at(past.office_hour(day), SuggestionLife(past, next(told), next(who), end, next(sources)).come)
    moment = past.office_hour(last - timedelta(days=3))
    one = SuggestionLife(past, TOLD[3], "宋慧兰", "taken", "desk")
    same = SuggestionLife(past, TOLD[3], "马国强", "taken", "visit")
    past.at(moment, one.come)
    past.at(moment + timedelta(minutes=20), same.come)
    past.at(moment + timedelta(hours=1), lambda at: same.merge_into(one, at))
