package uk.portage.gateway.mailbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Group.GroupMemberComponent;
import org.hl7.fhir.r4.model.Identifier;
import uk.portage.gateway.mailbox.Refusal.Issue;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.transfer.OdsCode;

/** A caseload as the FHIR R4 Group {@code Group/caseload}: read with its members, shown without. */
final class CaseloadGroup {

    static final String ID = "caseload";

    private CaseloadGroup() {}

    static Group of(OdsCode owner, long size) {
        Group group = new Group();
        group.setId(ID);
        group.setType(Group.GroupType.PERSON);
        group.setActual(true);
        group.setManagingEntity(TaskResource.organisation(owner));
        group.setQuantity(Math.toIntExact(size));
        return group;
    }

    /**
     * The persons of a Group whose members are named by NHS number.
     *
     * @throws RefusedException if a member is not, or if the Group says anything that would be lost; names members by
     *     position only
     */
    static Set<NhsNumber> persons(Group group) {
        List<Issue> issues = new ArrayList<>();
        if (group.getType() != Group.GroupType.PERSON) {
            issues.add(Issue.at("Group.type", IssueType.VALUE, "a caseload is a Group of type person"));
        }
        if (!group.getActual()) {
            issues.add(Issue.at("Group.actual", IssueType.VALUE, "a caseload names actual persons"));
        }
        if (group.hasModifierExtension() || group.hasImplicitRules() || group.hasCharacteristic()) {
            issues.add(Issue.at(
                    "Group",
                    IssueType.NOT_SUPPORTED,
                    "characteristics, modifier extensions and implicit rules are not understood here"));
        }
        if (group.hasQuantity() && group.getQuantity() != group.getMember().size()) {
            issues.add(Issue.at(
                    "Group.quantity",
                    IssueType.BUSINESS_RULE,
                    "the quantity is not the number of members: part is missing"));
        }
        if (group.getMember().isEmpty() && !group.hasQuantity()) {
            issues.add(Issue.at(
                    "Group.member",
                    IssueType.REQUIRED,
                    "no member: a caseload is emptied only by a Group that also says quantity 0"));
        }
        Set<NhsNumber> persons = members(group, issues);
        if (!issues.isEmpty()) {
            throw new RefusedException(
                    Refusal.unprocessable(issues.subList(0, Math.min(issues.size(), Refusal.MAXIMUM_ISSUES))));
        }
        return persons;
    }

    private static Set<NhsNumber> members(Group group, List<Issue> issues) {
        Set<NhsNumber> persons = new HashSet<>();
        for (int i = 0; i < group.getMember().size(); i++) {
            GroupMemberComponent member = group.getMember().get(i);
            String path = "Group.member[" + i + "]";
            if (member.hasPeriod() || member.hasModifierExtension()) {
                issues.add(Issue.at(
                        path,
                        IssueType.NOT_SUPPORTED,
                        "periods and modifier extensions are not understood here; leave out who is not cared for now"));
                continue;
            }
            if (member.getInactive()) {
                continue;
            }
            Identifier identifier = member.getEntity().getIdentifier();
            Optional<NhsNumber> person = NhsNumber.SYSTEM.equals(identifier.getSystem())
                    ? Optional.ofNullable(identifier.getValue()).flatMap(NhsNumber::parse)
                    : Optional.empty();
            if (person.isPresent()) {
                persons.add(person.get());
            } else {
                issues.add(Issue.at(
                        path + ".entity.identifier",
                        IssueType.VALUE,
                        "a member is named by an identifier of the system " + NhsNumber.SYSTEM
                                + " with ten digits and a right check digit"));
            }
        }
        return persons;
    }
}
