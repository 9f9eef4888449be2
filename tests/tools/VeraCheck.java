// Validates PDF files with veraPDF: VeraCheck FLAVOUR[,FLAVOUR…] FILE.pdf…   exit 0 = all comply.
import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class VeraCheck {
  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    int failures = 0;
    for (int i = 1; i < arguments.length; i++) {
      for (String flavour : arguments[0].split(",")) {
        if (!complies(arguments[i], PDFAFlavour.byFlavourId(flavour))) failures++;
      }
    }
    System.exit(failures == 0 && arguments.length > 1 ? 0 : 1);
  }

  /** Checks one file and prints, for each rule that it breaks, how often and one example. */
  private static boolean complies(String file, PDFAFlavour flavour) throws Exception {
    VeraPDFFoundry foundry = Foundries.defaultInstance();
    try (PDFAParser parser = foundry.createParser(new FileInputStream(file), flavour);
        PDFAValidator validator = foundry.createValidator(flavour, false)) {
      ValidationResult result = validator.validate(parser);
      System.out.println((result.isCompliant() ? "PASS " : "FAIL ") + flavour + " " + file);
      Map<String, Integer> counts = new TreeMap<>();
      for (TestAssertion assertion : result.getTestAssertions()) {
        if (assertion.getStatus() != TestAssertion.Status.FAILED) continue;
        var rule = assertion.getRuleId();
        String name = rule.getClause() + "-" + rule.getTestNumber() + ": " + assertion.getMessage();
        counts.merge(name.replaceAll("\\s+", " "), 1, Integer::sum);
      }
      counts.forEach((name, count) -> System.out.println("   " + count + " x " + name));
      return result.isCompliant();
    }
  }
}
